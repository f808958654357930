// What may happen to a process of the service.
import { setTimeout as pause } from 'node:timers/promises';
import { anyReplica, type Fault } from '../rig.js';

/** Longer than a client of a run waits for an answer. */
const LONG_PAUSE = 1300;

/** F9: killed, and started again. */
export const kill: Fault = {
  name: 'kill -9',
  async run(rig) {
    const replica = anyReplica(rig);
    rig.recorder.fault(kill.name, true);
    await replica.end('SIGKILL');
    await replica.again();
  },
};

/** F25: stopped in order, and started again. */
export const restart: Fault = {
  name: 'SIGTERM and restart',
  async run(rig) {
    const replica = anyReplica(rig);
    rig.recorder.fault(restart.name);
    const code = await replica.end('SIGTERM');
    if (code !== 0) rig.recorder.surprises.push(`SIGTERM ended it with ${code}`);
    await replica.again();
  },
};

/** F24: stands still, and goes on as if nothing had been. */
export const freeze: Fault = {
  name: 'SIGSTOP, SIGCONT',
  async run(rig) {
    const { child } = anyReplica(rig).process;
    rig.recorder.fault(freeze.name);
    child.kill('SIGSTOP');
    await pause(LONG_PAUSE);
    child.kill('SIGCONT');
  },
};
