module.exports = {
  countries: {
    input: './openapi.json',
    output: {
      target: './sdk/client.ts',
      client: 'fetch',
      // Without it If-Match and If-None-Match are left out.
      headers: true,
      baseUrl: process.env.SERVICE_URL,
    },
  },
};
