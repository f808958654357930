// The parts that readers wait with, on a time that only the test moves.
import { CoarseClock, WakeUps } from '../../src/http/index.js';
import { ManualTime } from './waiting-clock.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the one clock of all readers', () => {
  it('calls nothing before its time, everything soon after, and nothing that was prevented', () => {
    const time = new ManualTime();
    const clock = new CoarseClock(time);
    const called: number[] = [];
    const cancels = [0, 1, 100, 250, 251, 900, 5000].map((due) => clock.at(due, () => called.push(due)));
    cancels[4]?.();
    time.pass(250);
    expect(called).toEqual([0, 1, 100, 250]);
    time.pass(749);
    expect(called).toEqual([0, 1, 100, 250]);
    time.pass(1);
    expect(called).toEqual([0, 1, 100, 250, 900]);
    time.pass(60_000);
    expect(called.at(-1)).toBe(5000);
  });

  it('needs one timer for any number of deadlines, and none without one', () => {
    const time = new ManualTime();
    const clock = new CoarseClock(time);
    expect([clock.runs, time.timers]).toEqual([false, 0]);
    const cancels = Array.from({ length: 1000 }, (_, index) => clock.at(index * 7, () => {}));
    expect([clock.runs, time.timers]).toEqual([true, 1]);
    for (const cancel of cancels) cancel();
    time.pass(250);
    expect([clock.runs, time.timers]).toEqual([false, 0]);
    clock.at(time.now() + 1, () => {});
    expect(time.timers).toBe(1);
    time.pass(500);
    expect(time.timers).toBe(0);
  });

  it('what comes late after a stall comes all the same', () => {
    const looks: (() => void)[] = [];
    let now = 0;
    const clock = new CoarseClock({
      now: () => now,
      every(look) {
        looks.push(look);
        return () => looks.pop();
      },
    });
    const called: number[] = [];
    for (const due of [100, 800, 3000]) clock.at(due, () => called.push(due));
    now = 2000;
    looks[0]?.();
    expect(called).toEqual([100, 800]);
  });
});

function made(): { readonly time: ManualTime; readonly wakeUps: WakeUps } {
  const time = new ManualTime();
  return { time, wakeUps: new WakeUps(new CoarseClock(time)) };
}

describe('a place among those who wait', () => {
  it('news between taking it and waiting is not missed', async () => {
    const { wakeUps } = made();
    const place = wakeUps.enter('books');
    wakeUps.announce('books');
    expect(await place.next(1000)).toBe('news');
  });

  it('news while the reader looks at earlier news is not missed, and is told once', async () => {
    const { wakeUps, time } = made();
    const place = wakeUps.enter('books');
    const first = place.next(1000);
    wakeUps.announce('books');
    expect(await first).toBe('news');
    wakeUps.announce('books');
    wakeUps.announce('books');
    expect(await place.next(1000)).toBe('news');
    const quiet = place.next(1000);
    time.pass(1000);
    expect(await quiet).toBe('time');
  });

  it('news of another topic wakes nobody; a topic without readers is forgotten', async () => {
    const { wakeUps, time } = made();
    const place = wakeUps.enter('books');
    const next = place.next(500);
    wakeUps.announce('films');
    await turn();
    time.pass(500);
    expect(await next).toBe('time');
    place.leave();
    place.leave();
    expect(wakeUps.readers).toBe(0);
  });

  it('a reader that has gone hears nothing else, whatever comes', async () => {
    const { wakeUps } = made();
    const place = wakeUps.enter('books');
    const next = place.next(1000);
    place.depart();
    wakeUps.announce('books');
    expect(await next).toBe('gone');
    expect(await place.next(1000)).toBe('gone');
  });

  it('closing sends away who waits and whoever comes later', async () => {
    const { wakeUps } = made();
    const [early, late] = [wakeUps.enter('books'), wakeUps.enter('books')];
    const next = early.next(1000);
    wakeUps.close();
    expect([await next, await late.next(1000), await wakeUps.enter('films').next(1000)]).toEqual([
      'closing',
      'closing',
      'closing',
    ]);
  });

  it('10,000 are woken in portions: others get their turn in between', async () => {
    const { wakeUps } = made();
    const woken: number[] = [];
    const all = Promise.all(
      Array.from({ length: 10_000 }, async (_, index) => {
        const place = wakeUps.enter('books');
        const awakening = await place.next(1000);
        woken.push(index);
        return awakening;
      }),
    );
    wakeUps.announce('books');
    expect(woken).toEqual([]);
    let turns = 0;
    while (woken.length < 10_000) {
      await turn();
      turns += 1;
    }
    expect(turns).toBeGreaterThan(50);
    // Whoever came first is woken first.
    expect(woken).toEqual(woken.toSorted((a, b) => a - b));
    expect(new Set(await all)).toEqual(new Set(['news']));
  });

  it('a shared read happens once until the next news; one that fails is not kept', async () => {
    const { wakeUps } = made();
    const [one, two] = [wakeUps.enter('books'), wakeUps.enter('books')];
    let reads = 0;
    const read = () => Promise.resolve((reads += 1));
    expect(await Promise.all([one.share('x', read), two.share('x', read), two.share('y', read)])).toEqual([
      1, 1, 2,
    ]);
    expect(await one.share('x', read)).toBe(1);
    wakeUps.announce('books');
    expect(await one.share('x', read)).toBe(3);
    await expect(one.share('z', () => Promise.reject(new Error('busy')))).rejects.toThrow('busy');
    expect(await one.share('z', read)).toBe(4);
  });

  it('of many shared reads only the latest are kept', async () => {
    const { wakeUps } = made();
    const place = wakeUps.enter('books');
    let reads = 0;
    const read = () => Promise.resolve((reads += 1));
    for (let n = 0; n < 100; n += 1) await place.share(String(n), read);
    expect(await place.share('99', read)).toBe(100);
    expect(await place.share('0', read)).toBe(101);
  });
});

describe('patience with a reader that stands still', () => {
  it('ends after half a minute; sooner when the service is closing; never once it is called off', () => {
    const time = new ManualTime();
    const wakeUps = new WakeUps(new CoarseClock(time));
    const cut: string[] = [];
    wakeUps.patience(() => cut.push('first'));
    wakeUps.patience(() => cut.push('called off'))();
    time.pass(29_999);
    expect(cut).toEqual([]);
    time.pass(251);
    expect(cut).toEqual(['first']);
    wakeUps.patience(() => cut.push('second'));
    const callOff = wakeUps.patience(() => cut.push('called off'));
    wakeUps.close();
    callOff();
    time.pass(1250);
    expect(cut).toEqual(['first', 'second']);
    wakeUps.patience(() => cut.push('third'));
    time.pass(1250);
    expect(cut).toEqual(['first', 'second', 'third']);
  });
});
