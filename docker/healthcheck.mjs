// Whether the service in this container is well: exit code 0. It must answer that it can write and read.
const { PORT = '3000', BASE_PATH = '' } = process.env;
try {
  const answer = await fetch(`http://127.0.0.1:${PORT}${BASE_PATH}/health/ready`, {
    signal: AbortSignal.timeout(2500),
  });
  if (answer.status >= 500) throw new Error(`it answered ${answer.status}`);
} catch (error) {
  process.stderr.write(`unhealthy: ${error.cause?.message ?? error.message}\n`);
  process.exitCode = 1;
}
