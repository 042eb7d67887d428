/** What stands behind the gateway: a simulation, in this process or in a worker of the app. */
import type { HttpRequest, HttpResponse } from '../sim/apiserver/http/http.ts';

/** What came of a command. */
export type Status = NonNullable<HttpResponse['outcome']>;

/** Where the events of a watch go, or the text of a log that is followed. */
export interface Sink {
  /** Objects to be written on a line each. */
  lines(objects: readonly object[]): void;
  /** @param stream 2 for what a command writes to its standard error */
  text(text: string, stream?: 1 | 2): void;
  /** The server has ended the stream. @param outcome what came of a command */
  end(outcome?: Status): void;
}

/** An open watch, log or command; closing it is final. */
export interface OpenStream {
  readonly contentType: 'application/json' | 'text/plain';
  close(): void;
  /** Writes to the standard input of a command. @param isEnd nothing more will come */
  write?(text: string, isEnd: boolean): void;
}

export interface Backend {
  /**
   * Has a request answered.
   *
   * @param sink for a watch or a log: where it goes from then on
   * @returns the answer, or the stream that was opened
   */
  request(http: HttpRequest, sink: Sink): Promise<HttpResponse | OpenStream>;
}

/** Says whether a request opened a stream. */
export function isOpenStream(answer: HttpResponse | OpenStream): answer is OpenStream {
  return 'close' in answer;
}
