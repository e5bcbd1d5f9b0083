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
  { name: "days that are none", params: { days: 0 }, says: /days/ },
  { name: "more days than RDS allows", params: { days: 36 }, says: /days/ },
  { name: "half a day", params: { days: 7.5 }, says: /days/ },
];
