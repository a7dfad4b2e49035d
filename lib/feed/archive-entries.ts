/**
 * The entries of an archive document: as many as one may hold, and no more of their texts than it has room for.
 *
 * A period may hold far more entries than fit in memory with their whole texts. Documents carry whole texts from the
 * newest on as far as there is room, so those of entries far down are let go as soon as they are met: what is held is
 * bounded by the byte limit of documents, whatever the period holds.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import type { Entry } from '../model/entry.js'
import type { Settings } from '../model/settings.js'
import { bytesOf } from './byte-limit.js'

/** Entries that an archive document shows: the newest of its period. */
export const ARCHIVE_ENTRIES_MAX = 5_000
/** Whole texts that are looked at for one document, in lengths of the document: some may be too long for the room left. */
const TEXTS_PER_DOCUMENT = 2

type Limits = Pick<Settings, 'content' | 'documentBytesMax'>

/** Takes the entries of one period, which come newest first. */
export class ArchiveEntries {
  readonly entries: Entry[] = []
  readonly #settings: Limits
  #textBytesLeft: number

  constructor(settings: Limits) {
    this.#settings = settings
    this.#textBytesLeft = TEXTS_PER_DOCUMENT * settings.documentBytesMax
  }

  /** Whether there is room for no more entries. */
  get isFull(): boolean {
    return this.entries.length >= ARCHIVE_ENTRIES_MAX
  }

  /** Adds `entry`. Throws a RangeError where there is no room. */
  add(entry: Entry): void {
    if (this.isFull) throw new RangeError(`an archive document shows at most ${ARCHIVE_ENTRIES_MAX} entries`)
    this.entries.push(this.#carriesText(entry) ? entry : { ...entry, content: '' })
  }

  #carriesText({ content, shows }: Entry): boolean {
    if ((shows ?? this.#settings.content) === 'summary' || this.#textBytesLeft <= 0) return false
    this.#textBytesLeft -= bytesOf(content)
    return true
  }
}
