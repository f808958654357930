import { openSqlite } from '../../src/storage/index.js';
import { temporaryFolder } from '../support/storage-folder.js';
import { describeListModel } from './list-model.js';

const folder = temporaryFolder();
let files = 0;

describeListModel('SQLite', () => {
  files += 1;
  return openSqlite({ file: `${folder.path}/list-${files}.db`, mode: 'serve' });
});
