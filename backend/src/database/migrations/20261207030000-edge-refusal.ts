/** Why the flags of an environment, as they are, are not published. */
export const up = `ALTER TABLE edge_environment ADD COLUMN refused text;`;

export const down = `ALTER TABLE edge_environment DROP COLUMN refused;`;
