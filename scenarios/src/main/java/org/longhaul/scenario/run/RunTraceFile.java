package org.longhaul.scenario.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.run.UnitProgress.Evaluation;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.scenario.trace.TraceHeader;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.training.WorkerMemory;
import org.longhaul.training.communicate.TrainingEvent;
import tools.jackson.databind.JsonNode;

/**
 * The file of a training: one JSON object a line, in UTF-8. {@code docs/trace-format.md} has its grammar.
 *
 * <p>A head, each different step once, the order in which they came with equal ones counted, evaluations, and an end.
 */
final class RunTraceFile {
    static final String FORMAT = "longhaul-trace";
    static final int VERSION = 1;

    private RunTraceFile() {}

    private record Head(String format, int version, TraceHeader of, List<Integer> presentAtFirst) {}

    private record Step(int step, List<TrainingEvent> events) {}

    private record Play(int play, long times) {}

    private record Unanswered(List<TrainingEvent> unanswered) {}

    private record Evaluated(Evaluation evaluation) {}

    /** What closes the file; without it, the file is not whole. */
    private record End(
            long end,
            boolean isOver,
            @Nullable String diverged,
            double pendingLoss,
            long pendingSteps,
            WorkerMemory memory,
            long realNanos) {}

    static String text(UnitProgress progress) {
        StringBuilder text = new StringBuilder();
        line(text, new Head(FORMAT, VERSION, progress.header(), progress.presentAtFirst()));
        int number = 0;
        for (StepEvents step : progress.trace().dictionary()) {
            line(text, new Step(number++, step.events()));
        }
        for (RunLengthTrace.Run run : progress.trace().sequence()) {
            line(text, new Play(run.step(), run.count()));
        }
        StepEvents unanswered = progress.unanswered();
        if (unanswered != null) {
            line(text, new Unanswered(unanswered.events()));
        }
        for (Evaluation evaluation : progress.evaluations()) {
            line(text, new Evaluated(evaluation));
        }
        line(
                text,
                new End(
                        progress.steps(),
                        progress.isOver(),
                        progress.diverged(),
                        progress.pendingLoss(),
                        progress.pendingSteps(),
                        progress.memory(),
                        progress.realNanos()));
        return text.toString();
    }

    private static void line(StringBuilder text, Object value) {
        text.append(Json.compact(value)).append('\n');
    }

    /** Reads a file. @throws DamagedFileException naming the line that is not as this program writes it */
    static UnitProgress parse(Path file, byte[] bytes) throws DamagedFileException {
        return new Parser(file).parse(new String(bytes, StandardCharsets.UTF_8));
    }

    private static final class Parser {
        private final Path file;
        private final List<StepEvents> steps = new ArrayList<>();
        private final List<RunLengthTrace.Run> plays = new ArrayList<>();
        private final List<Evaluation> evaluations = new ArrayList<>();
        private @Nullable Head head;
        private @Nullable StepEvents unanswered;
        private @Nullable End end;
        private int line;

        Parser(Path file) {
            this.file = file;
        }

        UnitProgress parse(String text) throws DamagedFileException {
            try {
                for (String each : text.lines().toList()) {
                    line++;
                    read(Json.tree(each));
                }
                End last = end;
                Head first = head;
                if (first == null || last == null) {
                    throw new IllegalArgumentException("its " + (first == null ? "head" : "end") + " is missing");
                }
                return new UnitProgress(
                        first.of,
                        last.end,
                        first.presentAtFirst,
                        new RunLengthTrace<>(steps, plays),
                        unanswered,
                        evaluations,
                        last.pendingLoss,
                        last.pendingSteps,
                        last.diverged,
                        last.isOver,
                        last.memory,
                        last.realNanos);
            } catch (IllegalArgumentException e) {
                throw new DamagedFileException(file, "line " + line + ": " + e.getMessage());
            }
        }

        private void read(JsonNode node) {
            if (end != null) {
                throw new IllegalArgumentException("nothing follows the end");
            }
            if (line == 1) {
                head = head(node);
            } else if (node.has("step")) {
                Step step = Json.value(node, Step.class);
                if (step.step != steps.size()) {
                    throw new IllegalArgumentException(
                            "step " + step.step + " comes where " + steps.size() + " belongs");
                }
                steps.add(new StepEvents(step.events));
            } else if (node.has("play")) {
                Play play = Json.value(node, Play.class);
                plays.add(new RunLengthTrace.Run(play.play, play.times));
            } else if (node.has("unanswered")) {
                unanswered = new StepEvents(Json.value(node, Unanswered.class).unanswered);
            } else if (node.has("evaluation")) {
                evaluations.add(Json.value(node, Evaluated.class).evaluation);
            } else {
                end = Json.value(node, End.class);
            }
        }

        private Head head(JsonNode node) {
            if (!node.path("format").asString("").equals(FORMAT)
                    || node.path("version").asInt(-1) != VERSION) {
                throw new IllegalArgumentException("it is no " + FORMAT + " of version " + VERSION);
            }
            return Json.value(node, Head.class);
        }
    }
}
