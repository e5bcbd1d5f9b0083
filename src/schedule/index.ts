export { Agenda, BACK_MS, type Schedule, type Turn } from "./agenda.ts";
export { Cron, cronProblem } from "./cron.ts";
