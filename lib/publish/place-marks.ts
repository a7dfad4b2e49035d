/**
 * Puts a record's mark where the report finds it, and takes the one before away.
 *
 *     put the mark that the record says             after the record: so a mark is never ahead of its record
 *     look at the record again                      it moved on: delete what was put
 *     delete the mark before
 *
 * The report holds marks against their records and is right without the last two; counts go by the marks alone, and
 * are right because of them.
 */
import type { ObjectStore } from '../store/object-store.js'
import { isValid, type Mark, markKey } from './mark.js'
import { decodeRecord, type PostRecord, recordKey } from './record.js'

/** Brings the marks of the record `id` in line with `record`. A record that never had any costs nothing. */
export async function placeMarks(id: string, { marks }: PostRecord, site: ObjectStore): Promise<void> {
  if (marks === undefined) return
  if (marks.current !== undefined) await put({ ...marks.current, recordId: id }, site)
  // Each time anew: whoever put the record may have come no further.
  if (marks.past !== undefined) await site.delete(markKey({ ...marks.past, recordId: id }))
}

async function put(mark: Mark, site: ObjectStore): Promise<void> {
  const key = markKey(mark)
  if ((await site.head(key)) !== undefined) return
  await site.put(key, '')
  const stored = await site.get(recordKey(mark.recordId))
  if (!isValid(mark, stored && decodeRecord(stored.body))) await site.delete(key)
}
