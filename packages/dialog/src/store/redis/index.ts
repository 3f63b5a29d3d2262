export { redisStore, type RedisStoreOptions } from './store.ts'
