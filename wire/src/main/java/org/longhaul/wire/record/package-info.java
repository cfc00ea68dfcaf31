/**
 * What a run between real processes leaves behind: who took part, the network and the clocks as measured, and for each method,
 * seed and member one file of what it did when.
 *
 * <p>A {@link org.longhaul.wire.record.WireFolder} holds
 *
 * <pre>
 * scenario.yaml                     the scenario as it was run
 * wire.json                         {@link org.longhaul.wire.record.WireRun}, sealed with its checksum
 * topology.yaml                     the network as measured before the run, usable in any scenario
 * measurements.json                 what it was inferred from
 * events.jsonl                      who came when, outages, how sessions ended
 * steps/00-ddp-seed-1/rank-0.jsonl  one line a step, see {@link org.longhaul.wire.record.RankRecord}
 * </pre>
 *
 * <p>Each process writes its own lines: a {@link org.longhaul.wire.record.RankWriter} begins with who writes, a {@link
 * org.longhaul.wire.record.StepRecorder} is the session's listener and is told when a step begins and ends, evaluations and
 * counters of the kernel are lines of their own, the last line says how it ended. A line is complete or it does not count, so
 * that a process that is killed leaves all steps but the one that it was in. Who takes a run up again appends with the next
 * session number; steps that are made again replace those of their number.
 *
 * <pre>{@code
 * try (RankWriter writer = RankWriter.append(folder.rankFile(unit, rank), new RankHeader(unit.label(), unit.seed(), rank, 0))) {
 *     StepRecorder recorder = new StepRecorder(writer, System::nanoTime);
 *     TrainingSession session = ...listener(recorder)...
 *     writer.bytes(counters.sample());
 *     recorder.begin(1);
 *     recorder.end(session.step());
 *     writer.evaluation(new WireEvaluation(1, began, ended, values));
 *     writer.ended(WireEnd.finished(1, System.nanoTime()));
 * }
 * }</pre>
 *
 * <p>Times are nanoseconds of the writing process's own clock; {@link org.longhaul.wire.record.Clocks} brings them together.
 */
@NullMarked
package org.longhaul.wire.record;

import org.jspecify.annotations.NullMarked;
