package org.longhaul.wire.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What one member did of a method under a seed.
 *
 * @param header who wrote it first
 * @param steps from the first on, each once
 * @param evaluations in order of steps
 * @param made all steps in the order in which they were made, those that a later session made again included
 * @param pauses all evaluations, those after steps that were made again included
 * @param stalls times in which its process did nothing
 * @param samples the kernel's counters, in order: two a session; none where a session was killed before its last
 * @param end how it ended; null where the process was killed before it could say so
 */
public record RankRecord(
        RankHeader header,
        List<WireStep> steps,
        List<WireEvaluation> evaluations,
        List<WireStep> made,
        List<WireEvaluation> pauses,
        List<WireStall> stalls,
        List<ByteSample> samples,
        @Nullable WireEnd end) {
    private static final int PLAIN = 2;
    private static final int EXCHANGED = 5;

    public RankRecord {
        steps = List.copyOf(steps);
        evaluations = List.copyOf(evaluations);
        made = List.copyOf(made);
        pauses = List.copyOf(pauses);
        stalls = List.copyOf(stalls);
        samples = List.copyOf(samples);
    }

    /**
     * Reads a file of lines. A last line without its end was being written when the process was killed, and is left out.
     *
     * @throws WireRecordException if a line is none of those that this program writes
     */
    public static RankRecord read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new WireRecordException(file + ": is not a file");
        }
        Reading reading = new Reading(file);
        WholeLines.read(file, reading::line);
        return reading.record();
    }

    private static final class Reading {
        private final Path file;
        private @Nullable RankHeader first;
        private int session;
        private boolean isCounted = true;
        private final List<SpanName> names = new ArrayList<>();
        private final List<WireStep> steps = new ArrayList<>();
        private final List<WireEvaluation> evaluations = new ArrayList<>();
        private final List<WireStep> made = new ArrayList<>();
        private final List<WireEvaluation> pauses = new ArrayList<>();
        private final List<WireStall> stalls = new ArrayList<>();
        private final List<ByteSample> samples = new ArrayList<>();
        private @Nullable WireEnd end;

        Reading(Path file) {
            this.file = file;
        }

        void line(String where, String line) {
            JsonNode node = WireJson.tree(where, line);
            if (node.has("schemaVersion")) {
                WireJson.requireVersion(where, node, WireRun.SCHEMA_VERSION);
                header(where, WireJson.value(where, node, RankHeader.class));
            } else if (first == null) {
                throw new WireRecordException(where + ": must say who writes, found " + shortened(line));
            } else if (node.has("step")) {
                step(where, WireJson.value(where, node, RecordLine.OfStep.class));
            } else if (node.has("name")) {
                names.add(WireJson.value(where, node, RecordLine.OfName.class).name());
            } else if (node.has("evaluation")) {
                WireEvaluation evaluation = WireJson.value(where, node, RecordLine.OfEvaluation.class)
                        .evaluation();
                evaluations.add(evaluation);
                pauses.add(evaluation);
            } else if (node.has("stalled")) {
                stalls.add(WireJson.value(where, node, RecordLine.OfStall.class).stalled());
            } else if (node.has("bytes")) {
                samples.add(
                        WireJson.value(where, node, RecordLine.OfBytes.class).bytes());
            } else if (node.has("ended")) {
                end = WireJson.value(where, node, RecordLine.OfEnd.class).ended();
            } else {
                throw new WireRecordException(
                        where + ": must be a header, name, step, evaluation, bytes, stalled or ended, found "
                                + shortened(line));
            }
        }

        private void header(String where, RankHeader header) {
            RankHeader before = first;
            if (before == null) {
                first = header;
            } else if (!before.method().equals(header.method())
                    || before.seed() != header.seed()
                    || before.rank() != header.rank()
                    || header.session() <= session) {
                throw new WireRecordException(
                        where + ": " + header + " does not go on after " + before + ", session " + session);
            }
            // What a killed process sent after its first sample nobody counted.
            isCounted &= samples.size() % 2 == 0;
            session = header.session();
            names.clear();
            end = null;
        }

        private void step(String where, RecordLine.OfStep line) {
            long expected =
                    steps.isEmpty() ? line.step() : steps.get(steps.size() - 1).step() + 1;
            if (line.step() > expected || line.step() < 1) {
                throw new WireRecordException(
                        String.format(Locale.ROOT, "%s: step is %d; allowed: 1 to %d", where, line.step(), expected));
            }
            while (!steps.isEmpty() && steps.get(steps.size() - 1).step() >= line.step()) {
                steps.remove(steps.size() - 1);
            }
            evaluations.removeIf(evaluation -> evaluation.step() >= line.step());
            List<WireSpan> spans = new ArrayList<>();
            long at = line.begin();
            for (long[] span : line.spans()) {
                if ((span.length != PLAIN && span.length != EXCHANGED)
                        || span[0] < 0
                        || span[0] >= names.size()
                        || span[1] < 0) {
                    throw new WireRecordException(where + ": a span must be [name, nanoseconds] or [name, nanoseconds,"
                            + " exchange, bytes, stepsAgo] with one of " + names.size() + " names");
                }
                boolean isExchange = span.length == EXCHANGED;
                spans.add(new WireSpan(
                        names.get((int) span[0]),
                        at,
                        at + span[1],
                        isExchange ? Math.toIntExact(span[2]) : WireSpan.NONE,
                        isExchange ? span[3] : 0,
                        isExchange ? Math.toIntExact(span[4]) : 0));
                at += span[1];
            }
            if (at != line.end()) {
                throw new WireRecordException(
                        where + ": spans end at " + at + ", the step at " + line.end() + "; they must fill it");
            }
            WireStep step = new WireStep(session, line.step(), line.begin(), line.end(), line.loss(), spans);
            steps.add(step);
            made.add(step);
        }

        RankRecord record() {
            if (first == null) {
                throw new WireRecordException(file + ": has no line");
            }
            return new RankRecord(
                    first, steps, evaluations, made, pauses, stalls, isCounted ? samples : List.of(), end);
        }

        private static String shortened(String line) {
            return line.length() <= 60 ? line : line.substring(0, 60) + "...";
        }
    }
}
