-- The store of all runs. (run_id, label, seed) names one method of one run under one seed.
-- Keys are kept by the writer, which replaces a run as a whole; times are simulated nanoseconds unless a name says otherwise.

CREATE TABLE IF NOT EXISTS store_version (version INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS runs (
  run_id VARCHAR NOT NULL, name VARCHAR NOT NULL, description VARCHAR NOT NULL, started_at VARCHAR NOT NULL,
  projected_model VARCHAR, topology VARCHAR NOT NULL, fidelity VARCHAR NOT NULL, device VARCHAR NOT NULL,
  threads INTEGER NOT NULL, longhaul_version VARCHAR NOT NULL, java_version VARCHAR NOT NULL, pytorch_version VARCHAR,
  operating_system VARCHAR NOT NULL, hardware VARCHAR NOT NULL, scenario_sha256 VARCHAR NOT NULL, fingerprint VARCHAR,
  replayed_from VARCHAR, baseline VARCHAR NOT NULL, item VARCHAR NOT NULL);
COMMENT ON TABLE runs IS 'one row per run; replayed_from: the run whose recorded trainings it plays; item: what training works through one by one, for instance token';

CREATE TABLE IF NOT EXISTS measures (
  run_id VARCHAR NOT NULL, measure VARCHAR NOT NULL, name VARCHAR NOT NULL, unit VARCHAR NOT NULL,
  higher_is_better BOOLEAN NOT NULL, headline BOOLEAN NOT NULL, objective BOOLEAN NOT NULL, description VARCHAR NOT NULL);
COMMENT ON TABLE measures IS 'what was measured; methods are ranked by the headline, training lowers the objective; the unit share is a share of one';

CREATE TABLE IF NOT EXISTS targets (
  run_id VARCHAR NOT NULL, ordinal INTEGER NOT NULL, target VARCHAR NOT NULL, measure VARCHAR NOT NULL, value DOUBLE NOT NULL);
COMMENT ON TABLE targets IS 'values to be reached, in the unit of the measure; ordinal 0 is the main one';

CREATE TABLE IF NOT EXISTS assumptions (
  run_id VARCHAR NOT NULL, subject VARCHAR NOT NULL, value VARCHAR NOT NULL, mark VARCHAR NOT NULL,
  explanation VARCHAR NOT NULL);
COMMENT ON TABLE assumptions IS 'what was measured, simulated, scaled, stated or inferred';

CREATE TABLE IF NOT EXISTS methods (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, method VARCHAR NOT NULL,
  settings VARCHAR NOT NULL, outcome VARCHAR NOT NULL, outcome_message VARCHAR,
  measure_mark VARCHAR NOT NULL, time_mark VARCHAR NOT NULL, compute_mark VARCHAR NOT NULL, bytes_mark VARCHAR NOT NULL,
  steps BIGINT NOT NULL, items BIGINT NOT NULL, simulated_nanos BIGINT NOT NULL, vector_bytes BIGINT NOT NULL,
  charged_bytes BIGINT NOT NULL, link_bytes BIGINT NOT NULL, model_bytes BIGINT NOT NULL, units DOUBLE NOT NULL, real_nanos BIGINT NOT NULL,
  dollars DOUBLE);
COMMENT ON TABLE methods IS 'one row per run, label and seed: totals and how it ended; settings is a JSON object; vector_bytes: what the trained tensors of one worker''s exchanges encode to, charged_bytes: the same for the charged model, link_bytes: what one worker''s host put on its links';

CREATE TABLE IF NOT EXISTS points (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, ordinal INTEGER NOT NULL, step BIGINT NOT NULL, items BIGINT NOT NULL,
  simulated_nanos BIGINT NOT NULL, vector_bytes BIGINT NOT NULL, charged_bytes BIGINT NOT NULL, link_bytes BIGINT NOT NULL,
  training DOUBLE, learning_rate DOUBLE NOT NULL);
COMMENT ON TABLE points IS 'the training curves; training: mean of the objective over the batches since the point before, NULL without a step, NaN where training diverged';

CREATE TABLE IF NOT EXISTS metrics (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, ordinal INTEGER NOT NULL, step BIGINT NOT NULL, client VARCHAR,
  weight DOUBLE, measure VARCHAR NOT NULL, value DOUBLE, virtual DOUBLE);
COMMENT ON TABLE metrics IS 'every value of every measure on held-out data, and of every figure of a round, at the point of that ordinal, NaN where training diverged; client is NULL over all of them; virtual is the value of a mean of the workers which nobody held';

CREATE TABLE IF NOT EXISTS breakdown (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, worker INTEGER NOT NULL, site VARCHAR,
  compute_nanos BIGINT NOT NULL, exposed_communication_nanos BIGINT NOT NULL, waiting_nanos BIGINT NOT NULL,
  idle_nanos BIGINT NOT NULL, lost_nanos BIGINT NOT NULL);
COMMENT ON TABLE breakdown IS 'where each worker''s time went; the first four add up to its total; lost_nanos: the part of idle_nanos that crashes took';

CREATE TABLE IF NOT EXISTS links (
  run_id VARCHAR NOT NULL, link VARCHAR NOT NULL, source VARCHAR NOT NULL, target VARCHAR NOT NULL,
  forward_bits_per_second BIGINT NOT NULL, backward_bits_per_second BIGINT NOT NULL, latency_nanos BIGINT NOT NULL,
  loss_rate DOUBLE NOT NULL, dollars_per_gigabyte DOUBLE,
  backward_dollars_per_gigabyte DOUBLE, backward_latency_nanos BIGINT, backward_loss_rate DOUBLE);
COMMENT ON TABLE links IS 'the links of the network that the run was projected onto';

CREATE TABLE IF NOT EXISTS traffic (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, link VARCHAR NOT NULL, source VARCHAR NOT NULL,
  target VARCHAR NOT NULL, payload_bytes BIGINT NOT NULL, wire_bytes BIGINT NOT NULL);
COMMENT ON TABLE traffic IS 'bytes per link and direction';

CREATE TABLE IF NOT EXISTS exchanges (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, exchange VARCHAR NOT NULL,
  pattern VARCHAR NOT NULL, count BIGINT NOT NULL, vector_bytes_each BIGINT NOT NULL,
  charged_bytes_each BIGINT NOT NULL, link_bytes_each BIGINT NOT NULL, units DOUBLE NOT NULL,
  collective VARCHAR NOT NULL, automatic BOOLEAN NOT NULL, mean_nanos BIGINT NOT NULL, max_nanos BIGINT NOT NULL);
COMMENT ON TABLE exchanges IS 'what was exchanged, how often, by which collective algorithm';

CREATE TABLE IF NOT EXISTS hearings (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, client INTEGER NOT NULL, heard BIGINT NOT NULL,
  late BIGINT, staleness BIGINT NOT NULL, most_stale BIGINT NOT NULL);
COMMENT ON TABLE hearings IS 'how often a server that asks the network heard each client; late: NULL where there is no deadline; staleness: sum over the updates that it used of the updates of others that it had used meanwhile';

CREATE TABLE IF NOT EXISTS absences (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, ordinal INTEGER NOT NULL, worker INTEGER NOT NULL,
  cause VARCHAR NOT NULL, began_nanos BIGINT NOT NULL, lost_work_nanos BIGINT NOT NULL, detection_nanos BIGINT NOT NULL,
  replacement_nanos BIGINT NOT NULL, state_transfer_nanos BIGINT NOT NULL, lost_steps BIGINT NOT NULL,
  lost_items BIGINT NOT NULL, is_over BOOLEAN NOT NULL);
COMMENT ON TABLE absences IS 'when a worker of a method with membership did not take part: CRASH, CUT_OFF, LATE or NOT_THERE; four parts that follow one another, and the local steps, tokens or examples that counted for nothing';

CREATE TABLE IF NOT EXISTS disturbances (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, calm_nanos BIGINT, contention_nanos BIGINT,
  fault_nanos BIGINT, incidents BIGINT NOT NULL, retries BIGINT NOT NULL);
COMMENT ON TABLE disturbances IS 'duration undisturbed, what other jobs and flows add, what all faults add, NULL when unfinished; how many incidents began and how many transfers were tried again';

CREATE TABLE IF NOT EXISTS faults (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, ordinal INTEGER NOT NULL, fault VARCHAR NOT NULL,
  model VARCHAR NOT NULL, incidents BIGINT NOT NULL, affected_nanos BIGINT NOT NULL, cost_nanos BIGINT,
  others_incidents BIGINT NOT NULL, others_cost_nanos BIGINT);
COMMENT ON TABLE faults IS 'one row per run, label, seed and fault: how often it struck and what it added';

CREATE TABLE IF NOT EXISTS incidents (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, fault VARCHAR NOT NULL, kind VARCHAR NOT NULL,
  incident VARCHAR NOT NULL, elements VARCHAR NOT NULL, remaining DOUBLE NOT NULL, start_nanos BIGINT NOT NULL,
  end_nanos BIGINT, cost_nanos BIGINT);
COMMENT ON TABLE incidents IS 'what failed, was maintained or varied, and how much sooner the run would have ended without it';

CREATE TABLE IF NOT EXISTS retries (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, source VARCHAR NOT NULL, target VARCHAR NOT NULL,
  attempt INTEGER NOT NULL, at_nanos BIGINT NOT NULL, resume_nanos BIGINT NOT NULL);
COMMENT ON TABLE retries IS 'transfers that made no progress for a timeout and were sent again from their first byte; disturbances.retries counts all';

CREATE TABLE IF NOT EXISTS jobs (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, job VARCHAR NOT NULL, source VARCHAR NOT NULL,
  hosts VARCHAR NOT NULL, steps BIGINT NOT NULL, mean_step_nanos DOUBLE, alone_step_nanos DOUBLE, slowdown DOUBLE,
  ended VARCHAR);
COMMENT ON TABLE jobs IS 'other jobs on the network beside a method';

CREATE TABLE IF NOT EXISTS flows (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, flow VARCHAR NOT NULL, source VARCHAR NOT NULL,
  target VARCHAR NOT NULL, bytes BIGINT NOT NULL, mean_bits_per_second DOUBLE NOT NULL);
COMMENT ON TABLE flows IS 'background traffic beside a method';

CREATE TABLE IF NOT EXISTS stalls (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, reason VARCHAR NOT NULL, headline VARCHAR NOT NULL,
  at_nanos BIGINT NOT NULL, progress_nanos BIGINT NOT NULL);
COMMENT ON TABLE stalls IS 'methods whose simulation could not go on: why and when they were given up, and when they last came further';

CREATE TABLE IF NOT EXISTS blockages (
  run_id VARCHAR NOT NULL, label VARCHAR NOT NULL, seed BIGINT NOT NULL, ordinal INTEGER NOT NULL, kind VARCHAR NOT NULL,
  subject VARCHAR NOT NULL, step BIGINT, since_nanos BIGINT, words VARCHAR NOT NULL);
COMMENT ON TABLE blockages IS 'what was stuck when a method was given up';

CREATE OR REPLACE VIEW final_metrics AS
SELECT run_id, label, seed, client, weight, measure, value, step
FROM metrics WHERE value IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY run_id, label, seed, client, measure ORDER BY ordinal DESC) = 1;
COMMENT ON VIEW final_metrics IS 'the last value of every measure, over all clients (client NULL) and of each';

-- A value is known at the evaluation that took it: the target is met at the first one that is at least as good.
CREATE OR REPLACE VIEW time_to_target AS
WITH crossing AS (
  SELECT p.run_id, p.label, p.seed, t.ordinal AS target_ordinal, p.step, p.items, p.simulated_nanos, p.charged_bytes, p.link_bytes
  FROM points p JOIN metrics v USING (run_id, label, seed, ordinal)
  JOIN targets t ON t.run_id = p.run_id AND t.measure = v.measure
  JOIN measures i ON i.run_id = p.run_id AND i.measure = v.measure
  WHERE v.client IS NULL AND isfinite(v.value)
    AND CASE WHEN i.higher_is_better THEN v.value >= t.value ELSE v.value <= t.value END
  QUALIFY row_number() OVER (PARTITION BY p.run_id, p.label, p.seed, t.ordinal ORDER BY p.ordinal) = 1
)
SELECT m.run_id, m.label, m.method, m.seed, t.ordinal, t.target, c.run_id IS NOT NULL AS reached,
       c.simulated_nanos / 1e9 AS seconds, c.items, c.charged_bytes, c.link_bytes
FROM methods m JOIN targets t USING (run_id) 
LEFT JOIN crossing c ON c.run_id = m.run_id AND c.label = m.label AND c.seed = m.seed AND c.target_ordinal = t.ordinal;
COMMENT ON VIEW time_to_target IS 'simulated seconds, items and bytes until each target, NULL when not reached';

-- What may be compared: every seed trained its whole budget and, with several workers, exchanged something.
CREATE OR REPLACE VIEW finished AS
SELECT m.run_id, m.label,
       bool_and(m.outcome = 'COMPLETED' AND (m.charged_bytes > 0 OR coalesce(w.workers, 0) <= 1)) AS finished
FROM methods m
LEFT JOIN (SELECT run_id, label, seed, count(*) AS workers FROM breakdown GROUP BY ALL) w USING (run_id, label, seed)
GROUP BY ALL;
COMMENT ON VIEW finished IS 'whether a method trained its whole budget under every seed and exchanged something';

CREATE OR REPLACE VIEW speed_up AS
WITH by_all AS (
  SELECT t.run_id, t.label, t.ordinal, bool_and(t.reached) AND any_value(f.finished) AS compared
  FROM time_to_target t JOIN finished f USING (run_id, label) GROUP BY ALL
)
SELECT m.run_id, m.label, m.seed, m.ordinal, m.target, m.seconds, b.label AS baseline, b.seconds AS baseline_seconds,
       CASE WHEN am.compared AND ab.compared THEN b.seconds / m.seconds END AS speed_up
FROM time_to_target m JOIN runs r USING (run_id)
JOIN by_all am ON am.run_id = m.run_id AND am.label = m.label AND am.ordinal = m.ordinal
LEFT JOIN time_to_target b
  ON b.run_id = m.run_id AND b.seed = m.seed AND b.ordinal = m.ordinal AND b.label = r.baseline
LEFT JOIN by_all ab ON ab.run_id = m.run_id AND ab.label = r.baseline AND ab.ordinal = m.ordinal;
COMMENT ON VIEW speed_up IS 'time to target against the baseline under the same seed; NULL unless both finished and got there under all';

CREATE OR REPLACE VIEW summary AS
SELECT m.run_id, m.label, any_value(m.method) AS method, count(*) AS seeds,
       count(*) FILTER (outcome = 'COMPLETED') AS completed, any_value(f.finished) AS finished,
       any_value(i.measure) AS measure, avg(v.value) AS value, coalesce(stddev_samp(v.value), 0) AS value_deviation,
       avg(simulated_nanos) / 1e9 AS seconds, avg(vector_bytes) AS vector_bytes,
       avg(charged_bytes) AS charged_bytes, avg(link_bytes) AS link_bytes, avg(units) AS units,
       avg(dollars) AS dollars
FROM methods m JOIN finished f USING (run_id, label)
JOIN measures i ON i.run_id = m.run_id AND i.headline
LEFT JOIN final_metrics v ON v.run_id = m.run_id AND v.label = m.label AND v.seed = m.seed
  AND v.measure = i.measure AND v.client IS NULL
GROUP BY m.run_id, m.label;
COMMENT ON VIEW summary IS 'one row per run and method: means over seeds, value that of the headline measure, and how many of them trained their whole budget';

CREATE TABLE IF NOT EXISTS sweeps (
  sweep_id VARCHAR NOT NULL, name VARCHAR NOT NULL, description VARCHAR NOT NULL, started_at VARCHAR NOT NULL,
  directory VARCHAR NOT NULL, axes VARCHAR NOT NULL, figures VARCHAR NOT NULL, points BIGINT NOT NULL,
  journal_bytes BIGINT NOT NULL);
COMMENT ON TABLE sweeps IS 'one row per sweep; axes and figures are JSON lists of their names; points: how many it has; journal_bytes: how much of its journal is stored here';

CREATE TABLE IF NOT EXISTS sweep_points (
  sweep_id VARCHAR NOT NULL, point BIGINT NOT NULL, axes VARCHAR NOT NULL, label VARCHAR, seed BIGINT,
  outcome VARCHAR NOT NULL, cause VARCHAR, seconds DOUBLE, seconds_to_target DOUBLE, charged_bytes DOUBLE,
  link_bytes DOUBLE, dollars DOUBLE, figures VARCHAR NOT NULL);
COMMENT ON TABLE sweep_points IS 'one row per point of a sweep, method and seed; axes is a JSON object of the values of the axes, figures one of all figures that were recorded; label and seed are NULL where the point as a whole was refused, and cause says why';
