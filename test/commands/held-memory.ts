/**
 * Adds a line with the most memory that the process ever held, in bytes. What is garbage by then does not count: how much
 * of it there is tells of the collector, and of how busy the machine is.
 */
const REPORT = `
  let most = 0;
  const look = () => {
    gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    most = Math.max(most, heapUsed + arrayBuffers);
  };
  setInterval(look, 200).unref();
  process.on('exit', () => process.stderr.write('held ' + most + '\\n'));
`;

/** The environment of a process whose memory is measured. */
export const MEASURED = {
  NODE_OPTIONS: `--expose-gc --import=data:text/javascript,${encodeURIComponent(REPORT)}`,
};

/** What such a process said on standard error itself, and the bytes that it held at most. */
export function readHeld(stderr: string): { readonly said: string; readonly held: number } {
  const [said = '', ...held] = stderr.split('held ');
  // Its threads say it too, each for itself.
  return { said, held: held.reduce((sum, bytes) => sum + Number(bytes), 0) };
}
