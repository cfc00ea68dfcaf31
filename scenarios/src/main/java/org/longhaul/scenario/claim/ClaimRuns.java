package org.longhaul.scenario.claim;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.RunEngine;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.file.InvalidFileException;

/**
 * The runs that claims name: a run that several name is run once, and different runs share the cores. Trainings are kept in a
 * folder, other runs are not. One thread asks.
 */
final class ClaimRuns implements AutoCloseable {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z]+)}");

    private final ScenarioReader reader;
    private final @Nullable KeptTrainings kept;
    private final Function<ScenarioReader.Source, RunRecord> runner;
    private final ClaimProgress progress;
    private final ExecutorService pool;
    private final Map<String, Future<Comparison>> runs = new HashMap<>();
    private final Map<String, AskedTraining> trainings = new LinkedHashMap<>();
    private final Map<String, ClaimExperiment> experiments = new LinkedHashMap<>();
    private final Map<String, Future<Map<Long, Map<String, Double>>>> looks = new HashMap<>();

    /** A training that is to be begun. */
    private record AskedTraining(String name, ScenarioReader.Source source, RunPlan plan) {}

    /**
     * Runs of no claim yet.
     *
     * @param kept where trainings are kept; null where nothing is trained
     * @param threads how many runs are under way at a time
     * @param runner runs what is no training
     */
    ClaimRuns(
            ScenarioReader reader,
            @Nullable KeptTrainings kept,
            int threads,
            Function<ScenarioReader.Source, RunRecord> runner,
            ClaimProgress progress) {
        this.reader = reader;
        this.kept = kept;
        this.runner = runner;
        this.progress = progress;
        pool = Executors.newFixedThreadPool(threads);
    }

    /** Asks for the run or the experiments of a claim. Trainings wait for {@link #train}. */
    void ask(PaperClaims paper, PaperClaim claim) {
        if (claim.run() == null) {
            for (String name : ClaimExperiment.named(paper, claim)) {
                experiments.merge(
                        key(paper, name),
                        new ClaimExperiment(
                                paper.paper() + " " + name,
                                Objects.requireNonNull(paper.experiments().get(name)),
                                claim.seeds(),
                                Objects.requireNonNull(kept),
                                progress),
                        (before, also) -> before.under(also.seeds()));
            }
            return;
        }
        String text = text(paper, claim);
        if (claim.by() != Evidence.TRAINING) {
            runs.computeIfAbsent(
                    text, key -> pool.submit(() -> Comparison.of(runner.apply(reader.parse(name(paper, claim), key)))));
        } else if (!trainings.containsKey(text)) {
            ScenarioReader.Source source = reader.parse(name(paper, claim), text);
            RunPlan plan = Planner.plan(source.scenario(), source.document(), null);
            trainings.put(text, new AskedTraining(shortName(paper, claim), source, plan));
        }
    }

    /** Begins the trainings that were asked for. */
    void train() {
        List<ClaimProgress.Planned> planned = new ArrayList<>();
        trainings
                .values()
                .forEach(each -> planned.add(new ClaimProgress.Planned(each.name, RunEngine.work(each.plan))));
        experiments.values().forEach(each -> planned.add(each.planned()));
        progress.planned(planned);
        experiments.forEach((key, experiment) -> looks.put(key, pool.submit(experiment)));
        trainings.forEach((text, training) -> runs.put(text, pool.submit(() -> trained(training))));
    }

    private Comparison trained(AskedTraining training) {
        try {
            return Comparison.of(
                    Objects.requireNonNull(kept).run(training.source, training.plan, progress.began(training.name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The run of a claim that was asked for.
     *
     * @throws IllegalArgumentException if its scenario cannot be run
     * @throws RuntimeException what it broke off with
     */
    Comparison of(PaperClaims paper, PaperClaim claim) {
        return result(runs.get(text(paper, claim)));
    }

    /**
     * The figures of the experiments that a claim names, by name and seed; under as many seeds as it rests on.
     *
     * @throws RuntimeException what one broke off with
     */
    Map<String, Map<Long, Map<String, Double>>> experimentsOf(PaperClaims paper, PaperClaim claim) {
        Map<String, Map<Long, Map<String, Double>>> figures = new LinkedHashMap<>();
        for (String name : ClaimExperiment.named(paper, claim)) {
            Map<Long, Map<String, Double>> own = new LinkedHashMap<>(result(looks.get(key(paper, name))));
            own.keySet().removeIf(seed -> seed > claim.seeds());
            figures.put(name, own);
        }
        return figures;
    }

    private static String key(PaperClaims paper, String experiment) {
        return paper.paper() + "/" + experiment;
    }

    private static <T> T result(@Nullable Future<T> asked) {
        try {
            return Objects.requireNonNull(asked).get();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            if (!(cause instanceof InvalidFileException)) {
                Throwables.throwIfUnchecked(cause);
            }
            throw new IllegalArgumentException(String.valueOf(cause.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the computation was interrupted", e);
        }
    }

    /** Begins nothing more, and waits for trainings under way to keep what they have. */
    @Override
    public void close() {
        List<Future<?>> all = new ArrayList<>(runs.values());
        all.addAll(looks.values());
        boolean isUnderWay = all.stream().anyMatch(each -> !each.isDone());
        all.forEach(each -> each.cancel(false));
        if (kept != null && isUnderWay) {
            kept.control().stop();
        }
        pool.shutdown();
        try {
            pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String name(PaperClaims paper, PaperClaim claim) {
        return paper.paper() + ", run " + claim.run();
    }

    private static String shortName(PaperClaims paper, PaperClaim claim) {
        String values = String.join(", ", claim.with().values());
        return paper.paper() + " " + claim.run() + (values.isEmpty() ? "" : " (" + values + ")");
    }

    /** The text of a claim's run with its values in the places of their names. */
    static String text(PaperClaims paper, PaperClaim claim) {
        StringBuilder filled = new StringBuilder();
        Matcher matcher =
                PLACEHOLDER.matcher(Objects.requireNonNull(paper.runs().get(claim.run())));
        while (matcher.find()) {
            String value = claim.with().get(matcher.group(1));
            if (value == null) {
                throw new IllegalArgumentException(
                        "with lacks a value for ${" + matcher.group(1) + "} of run '" + claim.run() + "'");
            }
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(filled).toString();
    }
}
