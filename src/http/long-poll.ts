import { Inject, Injectable } from '@nestjs/common';
import type { Incoming } from './incoming.js';
import type { Outcome } from './outcome.js';
import { alone, type Share } from './waiting-place.js';
import { WakeUps } from './wake-ups.js';

/** Seconds that a read is held back at most: less than proxies wait for an answer. */
const LONGEST_WAIT = 55;

/** Holds reads back until there is something new to tell: `Prefer: wait` with If-None-Match (7240 4.3). */
@Injectable()
export class LongPoll {
  constructor(@Inject(WakeUps) private readonly wakeUps: WakeUps) {}

  /**
   * The outcome of `look`, which reads what is there and judges it. If that is 304 and the client prefers to wait, it
   * looks again whenever there is news of `topic`, until it is something else or the time is over.
   */
  hold(incoming: Incoming, topic: string, look: (share: Share) => Promise<Outcome>): Promise<Outcome> {
    const seconds = secondsToWait(incoming);
    return seconds === undefined ? look(alone) : this.#hold(incoming, topic, look, seconds);
  }

  async #hold(
    incoming: Incoming,
    topic: string,
    look: (share: Share) => Promise<Outcome>,
    seconds: number,
  ): Promise<Outcome> {
    const until = this.wakeUps.clock.now + seconds * 1000;
    // Before the first look: what is committed after it is news.
    const place = this.wakeUps.enter(topic);
    incoming.onDeparture(() => place.depart());
    try {
      let outcome = await look(alone);
      while (outcome.kind === 'not-modified') {
        const awakening = await place.next(until);
        // Nobody hears it any more.
        if (awakening === 'gone') break;
        // Whoever was let in may have been shut out since.
        const refused = await incoming.renew();
        if (refused !== undefined) return refused;
        // Whoever is woken by news looks together with the others; the last word is a look of one's own.
        outcome = await look(awakening === 'news' ? place.share : alone);
        if (awakening !== 'news') break;
      }
      return applied(outcome);
    } finally {
      place.leave();
    }
  }
}

/** Without If-None-Match there is nothing that a change could be told from, and the preference means nothing. */
function secondsToWait(incoming: Incoming): number | undefined {
  const { kind } = incoming.preconditions.ifNoneMatch;
  if (kind !== 'tags' && kind !== 'any') return undefined;
  const { wait } = incoming.preferences;
  return wait === undefined ? undefined : Math.min(wait, LONGEST_WAIT);
}

/** 7240 3: says that the preference was honoured. */
function applied(outcome: Outcome): Outcome {
  if (outcome.kind !== 'found' && outcome.kind !== 'not-modified') return outcome;
  return { ...outcome, fields: { ...outcome.fields, 'Preference-Applied': 'wait' } };
}
