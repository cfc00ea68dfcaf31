package org.longhaul.study.serve;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** What the page's scripts ask, as JSON in and out. Thread-safe. */
final class PageApi implements AutoCloseable {
    private static final int REMEMBERED = 256;
    private static final int STEPS_REMEMBERED = 64;
    private static final int DEEPEST = 16;

    private final Map<String, PageRun> runs;
    /** Simulates methods of settings. */
    private final ExecutorService methods;

    private final ReplayDesk<PageSetting, RunRecord> figures;
    private final ReplayDesk<PageSetting, RunRecord> steps;
    private final PacketChecks packets = new PacketChecks();
    private volatile @Nullable Thread ahead;
    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();
    private final Map<String, Function<byte[], Object>> answers;

    /** A setting whose figures are wanted. */
    record FiguresQuestion(
            PageSetting setting, @Nullable String baseline, @Nullable String browser, @Nullable Long turn) {}

    /** A setting whose steps are wanted, of one method. */
    record StepQuestion(PageSetting setting, String method, @Nullable String browser, @Nullable Long turn) {}

    /** A setting to be checked with packets. */
    record PacketQuestion(PageSetting setting) {}

    /** A check that was begun. */
    record CheckId(String id) {}

    /** All runs. */
    record Runs(List<PageRun.Summary> runs) {}

    /**
     * Answers about runs.
     *
     * @param simulations how many may be simulated at the same time
     */
    PageApi(List<PageRun> shown, int simulations) {
        ImmutableMap.Builder<String, PageRun> byId = ImmutableMap.builder();
        shown.forEach(run -> byId.put(run.id(), run));
        runs = byId.buildOrThrow();
        methods = Executors.newFixedThreadPool(simulations, PageThreads.named("methods"));
        figures = new ReplayDesk<>("figures", simulations, REMEMBERED);
        steps = new ReplayDesk<>("steps", 1, STEPS_REMEMBERED);
        answers = ImmutableMap.of(
                "/api/figures", body -> figures(read(body, FiguresQuestion.class)),
                "/api/step", body -> step(read(body, StepQuestion.class)),
                "/api/packets", body -> begin(read(body, PacketQuestion.class)),
                "/api/packets/state", body -> check(body).state(),
                "/api/packets/stop", this::stop);
    }

    /** Paths that are asked by GET. */
    @Nullable
    Object get(String path) {
        return path.equals("/api/runs")
                ? new Runs(runs.values().stream().map(PageRun::summary).toList())
                : null;
    }

    /** Whether there is something to post to at a path. */
    boolean takes(String path) {
        return answers.containsKey(path);
    }

    /** The answer to what was posted. @throws RequestRefused saying what is wrong */
    Object post(String path, byte[] body) {
        Function<byte[], Object> answer = answers.get(path);
        if (answer == null) {
            throw new RequestRefused(RequestRefused.NOT_FOUND, "There is nothing at this address.");
        }
        try {
            return answer.apply(body);
        } catch (InvalidFileException | IllegalArgumentException | ReplayRefusedException e) {
            throw new RequestRefused(RequestRefused.UNPROCESSABLE, words(e));
        }
    }

    byte[] write(Object answer) {
        return json.writeValueAsBytes(answer);
    }

    /** What is wrong, for a reader who sees no file. */
    static String words(RuntimeException e) {
        return e instanceof InvalidFileException invalid
                ? invalid.problems().stream().map(PageApi::words).collect(Collectors.joining("; "))
                : String.valueOf(e.getMessage());
    }

    private static String words(Problem problem) {
        return (problem.path().isEmpty() ? "" : problem.path() + ": ")
                + problem.message()
                + (problem.allowed() == null ? "" : "; allowed: " + problem.allowed())
                + (problem.hint() == null ? "" : "; maybe " + problem.hint());
    }

    private <T> T read(byte[] body, Class<T> type) {
        try {
            T read = json.readValue(body, type);
            if (read == null) {
                throw new RequestRefused(RequestRefused.BAD_REQUEST, "The body is null.");
            }
            return read;
        } catch (JacksonException e) {
            if (e.getCause() instanceof RequestRefused refused) {
                throw refused;
            }
            throw new RequestRefused(RequestRefused.BAD_REQUEST, malformed(e));
        }
    }

    /** What is wrong with a body, without the names of this program's classes. */
    private static String malformed(JacksonException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "The body has the unknown key '" + unknown.getPropertyName() + "'; allowed: "
                    + unknown.getKnownPropertyIds() + ".";
        }
        String where = e.getPath().stream()
                .map(JacksonException.Reference::getPropertyName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        if (!where.isEmpty()) {
            return "The value of '" + where + "' is of another type than that key has.";
        }
        return e instanceof DatabindException
                ? "The body is JSON, but no object of the keys that are asked for here, or something follows it."
                : "The body is no JSON.";
    }

    private PageRun run(@Nullable PageSetting setting) {
        PageRun run = setting == null || setting.run() == null ? null : runs.get(setting.run());
        if (run == null) {
            throw new RequestRefused(
                    RequestRefused.UNPROCESSABLE,
                    "setting.run: there is no such run; allowed: " + String.join(", ", runs.keySet()) + ".");
        }
        return run;
    }

    private static ReplayDesk.Asker asker(@Nullable String browser, @Nullable Long turn) {
        return new ReplayDesk.Asker(
                browser == null || turn == null || browser.length() > 64 ? null : browser, turn == null ? 0 : turn);
    }

    private FiguresForm.Shown figures(FiguresQuestion question) {
        PageRun run = run(question.setting());
        long begun = System.nanoTime();
        ScenarioChanges changes = run.changes(question.setting());
        ReplayDesk.Answer<RunRecord> answer =
                figures(run, question.setting(), changes, asker(question.browser(), question.turn()));
        return FiguresForm.of(
                run.id(),
                FiguresForm.against(answer.value(), question.baseline()),
                run.summary().baseline(),
                "longhaul replay RUN" + NetworkKnobs.words(changes),
                answer.isRemembered(),
                (System.nanoTime() - begun) / 1e6);
    }

    private ReplayDesk.Answer<RunRecord> figures(
            PageRun run, PageSetting setting, ScenarioChanges changes, ReplayDesk.Asker asker) {
        return figures.ask(setting, asker, () -> run.plan(changes).figures(methods));
    }

    /** Begins to answer what is likely to be asked: {@link AnswersAhead}. Called at most once. */
    void answerAhead() {
        AnswersAhead work = new AnswersAhead(
                runs.values().stream().map(PageRun::summary).toList(),
                setting -> {
                    PageRun run = run(setting);
                    figures(run, setting, run.changes(setting), asker(null, null));
                },
                figures::isAsked);
        Thread thread = PageThreads.named("ahead").newThread(work);
        ahead = thread;
        thread.start();
    }

    private StepForm.Window step(StepQuestion question) {
        PageRun run = run(question.setting());
        // One seed: the window is that of the first.
        ScenarioChanges changes = run.changes(question.setting())
                .set("seeds=[" + run.summary().seeds().get(0) + "]");
        RunRecord record = steps.ask(
                        question.setting(), asker(question.browser(), question.turn()), () -> run.plan(changes)
                                .run())
                .value();
        return StepForm.of(record, String.valueOf(question.method()));
    }

    private CheckId begin(PacketQuestion question) {
        PageRun run = run(question.setting());
        ScenarioChanges changes = run.changes(question.setting());
        run.plan(changes);
        return new CheckId(packets.begin(run, changes));
    }

    private PacketCheck check(byte[] body) {
        CheckId id = read(body, CheckId.class);
        return packets.get(String.valueOf(id.id()));
    }

    private PacketCheck.State stop(byte[] body) {
        PacketCheck check = check(body);
        check.stop();
        return check.state();
    }

    @Override
    public void close() {
        Thread thread = ahead;
        if (thread != null) {
            thread.interrupt();
        }
        figures.close();
        // What is queued is done: who waits for it would else wait for ever.
        methods.shutdown();
        steps.close();
        packets.close();
    }
}
