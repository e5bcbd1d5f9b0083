export const instance = {
  DBInstanceIdentifier: "records",
  DBInstanceArn: "arn:aws:rds:us-east-1:111122223333:db:records",
  Engine: "postgres",
  StorageEncrypted: true,
  PubliclyAccessible: false,
};

export const cluster = {
  DBClusterIdentifier: "charts",
  DBClusterArn: "arn:aws:rds:us-east-1:111122223333:cluster:charts",
  Engine: "aurora-postgresql",
  StorageEncrypted: true,
};

export const badDays = [
  { name: "days that are none", params: { backupRetentionDays: 0 }, says: /backupRetentionDays/ },
  { name: "more days than RDS allows", params: { backupRetentionDays: 36 }, says: /backupRetentionDays/ },
  { name: "half a day", params: { backupRetentionDays: 7.5 }, says: /backupRetentionDays/ },
];
