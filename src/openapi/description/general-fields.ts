/**
 * Fields that any answer can have, and that no operation lists: with a header section of fifteen fields nobody would find
 * the three that matter. The document explains them in one table.
 */
export const GENERAL_FIELDS: Readonly<Record<string, string>> = {
  Date: 'when the answer was made',
  Vary: 'the request fields that choose among representations',
  'Content-Length': 'the bytes of the content; left out for what is compressed while it is sent',
  'X-Content-Type-Options': '`nosniff`',
  'Cross-Origin-Resource-Policy': '`same-origin`',
  'Content-Security-Policy': 'for pages and attachments: what a browser must not let them do',
  'Referrer-Policy': 'for pages: `same-origin`',
  'Cross-Origin-Opener-Policy': 'for pages: `same-origin`',
  'X-Accel-Buffering': 'for streams: `no`',
  'X-Request-Id':
    'the `X-Request-Id` of the request, or one that was made: with `LOG_REQUESTS=on`, and with every 500',
  'Server-Timing': 'with `SERVER_TIMING=on`: the milliseconds that it took',
  RateLimit:
    'with `RATE_LIMIT`: how many requests of the credential are left (`r`), and seconds until there are more (`t`)',
  'RateLimit-Policy': 'with `RATE_LIMIT`: how many requests (`q`) it may make in how many seconds (`w`)',
  'Access-Control-Allow-Origin': 'for the origins of `CORS_ORIGINS`',
  'Access-Control-Expose-Headers': 'the fields that a script of such an origin may read',
};
