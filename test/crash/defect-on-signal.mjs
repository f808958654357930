// Given to a service with --import: a defect of its own, at the moment that a test chooses.
process.once('SIGUSR2', () => {
  throw new Error('thrown where nobody catches');
});
process.once('SIGWINCH', () => {
  void Promise.reject(new Error('rejected where nobody handles'));
});
