import type { Authorize, Caller, Fields, Grant, Need, Refusal, Refused } from '../http/index.js';
import { readCredential } from './credential.js';
import { isForged } from './cross-site.js';
import type { KnownSecrets } from './known-secrets.js';
import type { RateLimiter } from './rate-limiter.js';
import {
  refuseAbsent,
  refuseBad,
  refuseCrossSite,
  refuseNeed,
  refuseTooMany,
  refuseUnchecked,
} from './refusals.js';
import type { Identity, Verified } from './verify.js';

const NO_FIELDS: Fields = {};

/** Decides on requests: whose is it, may it be made so often, may it do that. */
export class Gatekeeper implements Authorize {
  /** `origins`: those of pages that may act with what a browser remembers. */
  constructor(
    private readonly secrets: KnownSecrets,
    private readonly origins: readonly string[],
    private readonly limiter: RateLimiter | undefined,
  ) {}

  admit(caller: Caller, need: Need): Grant | Refused | Promise<Grant | Refused> {
    const credential = readCredential(caller);
    switch (credential.kind) {
      case 'absent':
        return refused(refuseAbsent());
      case 'malformed':
        return refused(refuseBad(credential.reason));
      case 'secret': {
        const { text, ambient } = credential;
        const settle = (verified: Verified) =>
          verified.kind === 'identity'
            ? this.#decide(verified, need, text, ambient && isForged(caller, this.origins))
            : refused(refuseUnverified(verified));
        const verified = this.secrets.verified(text);
        return verified instanceof Promise ? verified.then(settle) : settle(verified);
      }
      default:
        return credential satisfies never;
    }
  }

  #decide(identity: Identity, need: Need, secret: string, forged: boolean): Grant | Refused {
    const allowance = this.limiter?.take(identity.principal);
    const fields = allowance?.fields ?? NO_FIELDS;
    if (allowance !== undefined && allowance.wait > 0) return refused(refuseTooMany(allowance.wait, fields));
    const refusal = forged ? refuseCrossSite() : refuseNeed(need, identity.scopes);
    if (refusal !== undefined) return refused({ ...refusal, fields: { ...fields, ...refusal.fields } });
    const { principal, author, scopes } = identity;
    return {
      kind: 'granted',
      principal,
      author,
      fields,
      refuse: (other) => refuseNeed(other, scopes),
      renew: () => this.#renew(secret, need),
    };
  }

  async #renew(secret: string, need: Need): Promise<Refusal | undefined> {
    const verified = await this.secrets.verified(secret);
    return verified.kind === 'identity' ? refuseNeed(need, verified.scopes) : refuseUnverified(verified);
  }
}

function refuseUnverified(verified: Exclude<Verified, Identity>): Refusal {
  return verified.kind === 'bad' ? refuseBad(verified.reason) : refuseUnchecked();
}

function refused(refusal: Refusal): Refused {
  return { kind: 'not-granted', refusal };
}
