import { Module } from '@nestjs/common';
import { CONFIG, type Config, keptSecret } from '../config/index.js';
import { ConnectionStore } from './connections/connection.store.js';
import { ConnectionsController } from './connections/connections.controller.js';
import { ConnectionsService } from './connections/connections.service.js';
import { ConnectionLookup } from './connections/connection.lookup.js';
import { KeptTableStore } from './kept/kept-table.store.js';
import { KeptTables } from './kept/kept-tables.service.js';
import { WarehouseWorker } from './worker/channel.js';
import { INTERNAL_TOKEN } from './worker/internal-token.js';
import { LocalWarehouseWorker } from './worker/local-worker.service.js';
import { RemoteWarehouseWorker } from './worker/remote-worker.service.js';
import { SinkService } from './worker/sink.service.js';
import { WarehousePool } from './worker/warehouse-pool.service.js';
import { WorkerRoutes } from './worker/worker-routes.js';

@Module({
  controllers: [ConnectionsController],
  providers: [
    {
      provide: INTERNAL_TOKEN,
      inject: [CONFIG],
      useFactory: ({ INTERNAL_TOKEN: given, DATA_DIR }: Config) => keptSecret(given, DATA_DIR, 'internal.token'),
    },
    {
      provide: WarehouseWorker,
      inject: [CONFIG, INTERNAL_TOKEN, LocalWarehouseWorker],
      useFactory: (config: Config, token: string, local: LocalWarehouseWorker) =>
        config.ASSAY_ROLE === 'api' ? new RemoteWarehouseWorker(config.WORKER_URL, token) : local,
    },
    ConnectionLookup,
    ConnectionStore,
    ConnectionsService,
    KeptTables,
    KeptTableStore,
    LocalWarehouseWorker,
    SinkService,
    WarehousePool,
    WorkerRoutes,
  ],
  exports: [
    SinkService,
    ConnectionLookup,
    ConnectionsService,
    KeptTables,
    KeptTableStore,
    WarehousePool,
    WarehouseWorker,
    INTERNAL_TOKEN,
  ],
})
export class WarehousesModule {}
