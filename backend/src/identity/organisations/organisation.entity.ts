import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('organisation')
export class OrganisationEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text') name!: string;
  @Column('integer', { name: 'minimum_contributors' }) minimumContributors!: number;
  @Column('boolean', { name: 'preview_rows' }) previewRows!: boolean;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
