import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { ExpressAdapter } from '@nestjs/platform-express';
import express from 'express';
import type { AllowedHosts } from './allowed-hosts.js';
import type { Authorize } from './authorize.js';
import { answerClientError } from './client-error.js';
import { endIdleConnection, limitConnections, refuseConnect } from './connections.js';
import { expressMessages } from './express-messages.js';
import { frontDoor, refuseExpectation } from './front-door.js';
import { gated } from './gate.js';
import type { Outcome } from './outcome.js';
import { render } from './render.js';
import type { RenderOptions } from './send.js';
import { type Shortcut, shortened } from './shortcut.js';

/** Milliseconds between two looks for requests that take too long to arrive. */
const CHECK_INTERVAL = 1000;

/** What connections and the requests on them may take: counts, bytes, seconds. */
export interface ServerLimits {
  /** Bytes of request line and header fields together. */
  readonly headerLimit: number;
  readonly connectionLimit: number;
  /** Seconds for the header section to arrive. */
  readonly headerTimeout: number;
  /** Seconds for a whole request to arrive. */
  readonly requestTimeout: number;
  /** Seconds that content may stand still, or an answer go unread. */
  readonly idleTimeout: number;
  /** Seconds that a connection is kept for its next request. */
  readonly keepAliveTimeout: number;
}

/** Who guards the door, if anybody does. */
export interface Guards {
  readonly hosts: AllowedHosts | undefined;
  readonly authorize: Authorize | undefined;
}

/** What becomes of requests that no route takes, and of what is thrown. */
export interface Failures {
  /** The outcome of what was thrown. */
  readonly failed: (error: unknown, request: IncomingMessage) => Outcome;
  /** What is answered where no resource is, or none that knows the method; undefined for the others. */
  readonly unrouted: (request: IncomingMessage) => Outcome | undefined;
}

/** What a failed answer is reported to; the client has only a broken connection to see it by. */
export type ReportFailure = (error: unknown, request: IncomingMessage) => void;

/** Express under Nest, with one way to answer: a controller returns an outcome, and the table renders it. */
export class EtagereAdapter extends ExpressAdapter {
  #route: RequestListener = this.getInstance();

  constructor(
    private readonly rendering: RenderOptions,
    private readonly limits: ServerLimits,
    private readonly report: ReportFailure,
    private readonly guards: Guards,
  ) {
    super(makeExpress());
  }

  override initHttpServer(): void {
    const route: RequestListener = (request, response) => this.#route(request, response);
    const enter = frontDoor(route, this.rendering, this.guards.hosts);
    const { limits } = this;
    this.httpServer = createServer(
      {
        ...expressMessages(this.getInstance()),
        maxHeaderSize: limits.headerLimit,
        headersTimeout: limits.headerTimeout * 1000,
        requestTimeout: limits.requestTimeout * 1000,
        keepAliveTimeout: limits.keepAliveTimeout * 1000,
        connectionsCheckingInterval: CHECK_INTERVAL,
        // A missing Host is refused with the other faults of framing, as a problem.
        requireHostHeader: false,
      },
      enter,
    );
    limitConnections(this.httpServer, limits.connectionLimit, this.rendering);
    this.httpServer.setTimeout(limits.idleTimeout * 1000, (socket?: Socket) => {
      if (socket !== undefined) endIdleConnection(socket, this.rendering);
    });
    // Node would answer 100 at once; here it is answered when the preconditions hold and the content is wanted.
    this.httpServer.on('checkContinue', enter);
    this.httpServer.on('checkExpectation', refuseExpectation(this.rendering));
    this.httpServer.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
      answerClientError(error, socket, this.rendering);
    });
    this.httpServer.on('connect', (request: IncomingMessage, socket: Duplex) => {
      refuseConnect(request, socket, this.rendering);
    });
    // Lines beyond the 2000th would be dropped silently, an If-Match among them; the size limit is enough.
    this.httpServer.maxHeadersCount = 0;
  }

  /** How many connections are open. */
  connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.httpServer.getConnections((error: Error | null, count: number) =>
        error === null ? resolve(count) : reject(error),
      );
    });
  }

  /**
   * From now on `shortcut`, if there is one, is tried before the framework, and whoever guards the door stands before
   * both.
   */
  complete(shortcut: Shortcut | undefined, failures: Failures): void {
    const end = {
      ...failures,
      reply: (response: ServerResponse, outcome: Outcome) => this.reply(response, outcome),
    };
    if (shortcut !== undefined) this.#route = shortened(this.#route, shortcut, end);
    const { authorize } = this.guards;
    if (authorize !== undefined) this.#route = gated(this.#route, authorize, end);
  }

  override async reply(response: ServerResponse & { req: IncomingMessage }, outcome: Outcome): Promise<void> {
    try {
      await render(outcome, response.req, response, this.rendering);
    } catch (error) {
      // A client that left in the middle is no failure of ours.
      if (!response.destroyed && (error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE')
        this.report(error, response.req);
      response.destroy();
    }
  }
}

/** An application set up before its router exists: that takes the settings over when it is made. */
function makeExpress(): express.Express {
  const application = express();
  // One resource has one URI.
  application.enable('case sensitive routing');
  application.enable('strict routing');
  // Validators are ours; Express's would be hashes of the body.
  application.disable('etag');
  application.disable('x-powered-by');
  application.set('query parser', false);
  return application;
}
