import { openPostgresql } from '../../../src/storage/index.js';
import { describeOnPostgresql, usePostgresql } from '../../support/postgresql.js';
import { describeListModel } from '../list-model.js';

describeOnPostgresql('lists on a database that sorts as people do', () => {
  const postgresql = usePostgresql();
  describeListModel(
    'PostgreSQL',
    async () => {
      // Whatever the locale of the database, lists go by code point.
      const locale = "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'";
      return openPostgresql({ url: await postgresql.server.database(locale), mode: 'serve' });
    },
    25,
  );
});
