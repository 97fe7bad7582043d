import { Body, Controller, Get, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  organisationUpdate,
  type OrganisationUpdate,
  organisationView,
  type OrganisationView,
  workspaceInput,
  type WorkspaceInput,
  workspaceList,
  workspaceView,
  type WorkspaceView,
} from '@assay/api-contract';
import { Answers, IfMatch } from '../../kernel/index.js';
import { Can, Who } from '../access/access.decorator.js';
import type { Actor } from '../access/actor.js';
import { OrganisationsService } from './organisations.service.js';

@ApiTags('Organisation')
@Controller('organisation')
export class OrganisationController {
  constructor(private readonly organisations: OrganisationsService) {}

  @Get()
  @Can('workspace.view')
  @Answers(organisationView)
  get(@Who() who: Actor): Promise<OrganisationView> {
    return this.organisations.get(who);
  }

  @Patch()
  @Can('organisation.edit')
  @Answers(organisationView)
  edit(
    @Who() who: Actor,
    @Body({ schema: organisationUpdate }) update: OrganisationUpdate,
    @IfMatch() version: number | null,
  ): Promise<OrganisationView> {
    return this.organisations.edit(who, update, version);
  }
}

@ApiTags('Organisation')
@Controller('workspaces')
export class WorkspacesController {
  constructor(private readonly organisations: OrganisationsService) {}

  @Get()
  @Can('workspace.view')
  @Answers(workspaceList)
  list(@Who() who: Actor): Promise<{ items: WorkspaceView[] }> {
    return this.organisations.listWorkspaces(who);
  }

  @Post()
  @Can('workspace.edit')
  @Answers(workspaceView, 201)
  create(@Who() who: Actor, @Body({ schema: workspaceInput }) input: WorkspaceInput): Promise<WorkspaceView> {
    return this.organisations.createWorkspace(who, input);
  }
}
