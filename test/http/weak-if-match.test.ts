import { create, replace, told, useService } from './support.js';

// A proxy that compresses weakens our tags on the way to its clients.
const bench = useService({ WEAK_IF_MATCH: 'accept' });

describe('9110 13.1.1 If-Match with WEAK_IF_MATCH=accept', () => {
  it('R20: a weak current tag lets the write pass: 204', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('a');
    const tag = await create(client, uri);
    expect(told(await client.put(uri, '{"n":2}', { 'If-Match': `W/${tag}` }))).toBe('204');
    const listTag = (await client.get(place.list)).etag;
    expect(told(await client.post(place.list, '{}', { 'If-Match': `W/${listTag}` }))).toBe('201');
    const settingsTag = (await client.get(place.uri)).etag;
    const optional = '{"preconditions":"optional"}';
    expect(told(await client.patch(place.uri, optional, { 'If-Match': `W/${settingsTag}` }))).toBe('200');
  });

  it('R20: a weak tag of an earlier state still fails: 412', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const old = await create(client, uri);
    await replace(client, uri);
    expect(told(await client.put(uri, '{}', { 'If-Match': `W/${old}` }))).toBe('412 precondition-failed');
  });

  it('R20: reads go on comparing strongly: 412', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const tag = await create(client, uri);
    expect(told(await client.get(uri, { 'If-Match': `W/${tag}` }))).toBe('412 precondition-failed');
  });
});
