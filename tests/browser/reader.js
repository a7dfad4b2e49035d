/**
 * A feed reader, as far as xss.test.ts needs one: shows each text in a frame of its own, moves and clicks, and returns
 * the indexes of those texts that called `ran`. A script for the browser.
 *
 * `how` is `page`, where the text is a page's body, or `innerHTML`, where it is put into one.
 */
globalThis.show = async ({ htmls, how }) => {
  const ran = []
  const frames = htmls.map((html, index) => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    const inner = frame.contentWindow
    inner.ran = () => ran.push(index)
    if (how === 'page') {
      inner.document.open()
      inner.ran = () => ran.push(index)
      inner.document.write(`<!doctype html><body>${html}`)
      inner.document.close()
    } else inner.document.body.innerHTML = html
    return frame
  })
  /** Until the last picture has failed, and animations have come to their end. */
  const settled = async () => {
    for (let turn = 0; turn < 20; turn++) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)))
    }
  }
  const types = ['pointerenter', 'mouseover', 'mouseenter', 'mousemove', 'wheel', 'copy', 'keydown', 'toggle']

  await settled()
  for (const frame of frames) {
    // A frame that a vector has sent elsewhere has no document of ours.
    const inner = frame.contentDocument
    if (inner === null) continue
    for (const element of inner.querySelectorAll('*')) {
      for (const type of types) element.dispatchEvent(new Event(type, { bubbles: true }))
      if (typeof element.focus === 'function') element.focus()
      if (typeof element.click === 'function') element.click()
      else element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))
    }
  }
  await settled()
  return ran
}
