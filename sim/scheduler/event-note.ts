/** Longest note of an event. Models: pkg/apis/core/validation NoteLengthLimit (v1.37). */
const noteLengthMax = 1024;
const more = ' ...';

/** A message as an event can carry it. Models: pkg/scheduler/schedule_one.go truncateMessage (v1.37). */
export function eventNote(message: string): string {
  return message.length <= noteLengthMax ? message : message.slice(0, noteLengthMax - more.length) + more;
}
