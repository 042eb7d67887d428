/** What stands behind the gateway: a simulation, in this process or in a worker of the app. */
import type { HttpRequest, HttpResponse } from '../sim/apiserver/http/http.ts';

/** Where the lines of a watch go. */
export interface WatchSink {
  /** Objects to be written on a line each. */
  lines(objects: readonly object[]): void;
  /** The server has ended the watch. */
  end(): void;
}

/** An open watch; closing it is final. */
export interface OpenWatch {
  close(): void;
}

export interface Backend {
  /**
   * Has a request answered.
   *
   * @param sink for a watch: where its events go from then on
   * @returns the answer, or the watch that was opened
   */
  request(http: HttpRequest, sink: WatchSink): Promise<HttpResponse | OpenWatch>;
}

/** Says whether a request opened a watch. */
export function isOpenWatch(answer: HttpResponse | OpenWatch): answer is OpenWatch {
  return 'close' in answer;
}
