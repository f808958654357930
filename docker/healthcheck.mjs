// Whether the service in this container is well: exit code 0. It must answer, and with less than 500. Any collection will
// do: one row is looked up for it, so that a database that is away shows; that there is none (404), or that nobody may
// know (401), is an answer.
const { PORT = '3000', BASE_PATH = '' } = process.env;
try {
  const answer = await fetch(`http://127.0.0.1:${PORT}${BASE_PATH}/v1/collections/healthcheck`, {
    signal: AbortSignal.timeout(2500),
  });
  if (answer.status >= 500) throw new Error(`it answered ${answer.status}`);
} catch (error) {
  process.stderr.write(`unhealthy: ${error.cause?.message ?? error.message}\n`);
  process.exitCode = 1;
}
