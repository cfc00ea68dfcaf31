package org.longhaul.scenario.claim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.claim.Claim;
import org.longhaul.analysis.claim.FigureSource;
import org.longhaul.analysis.claim.SeededResult;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.OneOffRun;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.formula.Formula;

/**
 * Computes verdicts. A claim by training is judged by the paired differences between its sides over seeds, any other by its
 * numbers. Not thread-safe.
 */
public final class ClaimJudge {
    /** A claim by training rests on so many seeds at least, unless it says itself on how many. */
    static final int LEAST_SEEDS = 5;

    private final ScenarioReader reader;
    private final @Nullable KeptTrainings kept;
    private final int threads;
    private final VerdictsOnRecord record;
    private final Function<ScenarioReader.Source, RunRecord> runner;

    /**
     * @param kept where trainings are kept; null where claims by training are not computed
     * @param threads how many runs are under way at a time; no figure depends on it
     * @param record verdicts that stand for what is not computed
     */
    public ClaimJudge(Extensions extensions, @Nullable KeptTrainings kept, int threads, VerdictsOnRecord record) {
        this(extensions, kept, threads, record, scenario -> OneOffRun.of(scenario, 1)
                .record());
    }

    /** One that has scenarios run. */
    ClaimJudge(
            Extensions extensions,
            @Nullable KeptTrainings kept,
            int threads,
            VerdictsOnRecord record,
            Function<ScenarioReader.Source, RunRecord> runner) {
        this.reader = new ScenarioReader(extensions);
        this.kept = kept;
        this.threads = threads;
        this.record = record;
        this.runner = runner;
    }

    /**
     * The verdicts on the claims of papers.
     *
     * @throws IllegalArgumentException if an expression is none, or names what neither run nor models have, or a run's
     *     scenario cannot be run
     * @throws org.longhaul.scenario.engine.simulation.RunControl.StoppedException if trainings were asked to stop; what was
     *     trained is kept
     * @throws RuntimeException what a run broke off with, or that one came to no end: a fault of the program or of its
     *     catalogue, which is no verdict
     */
    public List<JudgedPaper> judge(List<PaperClaims> papers, ClaimProgress progress) {
        try (ClaimRuns runs = new ClaimRuns(reader, kept, threads, runner, progress)) {
            for (PaperClaims paper : papers) {
                for (PaperClaim claim : paper.claims()) {
                    if (claim.by().isRun() && isComputed(claim)) {
                        ask(runs, paper, claim);
                    }
                }
            }
            runs.train();
            List<JudgedPaper> judged = new ArrayList<>();
            for (PaperClaims paper : papers) {
                Map<String, Map<String, Double>> models = models(paper);
                List<Judgement> judgements = new ArrayList<>();
                for (PaperClaim claim : paper.claims()) {
                    Judgement judgement = judge(paper, claim, models, runs);
                    judgements.add(judgement);
                    progress.judged(judgement);
                }
                judged.add(new JudgedPaper(paper, judgements));
            }
            return judged;
        }
    }

    private boolean isComputed(PaperClaim claim) {
        return claim.by() != Evidence.NOT_TESTABLE && (claim.by() != Evidence.TRAINING || kept != null);
    }

    private static void ask(ClaimRuns runs, PaperClaims paper, PaperClaim claim) {
        try {
            runs.ask(paper, claim);
        } catch (IllegalArgumentException e) {
            throw wrong(claim, e);
        }
    }

    private Judgement judge(
            PaperClaims paper, PaperClaim claim, Map<String, Map<String, Double>> models, ClaimRuns runs) {
        VerdictsOnRecord.Entry known = record.of(claim.name());
        ClaimVerdict recorded = known == null ? null : known.verdict();
        if (claim.by() == Evidence.NOT_TESTABLE) {
            return Judgement.of(claim, ClaimVerdict.NOT_TESTABLE, recorded, "", "");
        }
        if (!isComputed(claim)) {
            return Judgement.onRecord(claim, known);
        }
        try {
            Comparison run = claim.run() == null ? null : runs.of(paper, claim);
            FigureSource source = new FigureSource(run, models);
            return claim.by() == Evidence.TRAINING
                    ? bySeeds(
                            claim,
                            run == null ? experiments(paper, claim, models, runs) : source.bySeed(),
                            run,
                            recorded)
                    : byNumbers(claim, source, run, recorded);
        } catch (IllegalArgumentException e) {
            throw wrong(claim, e);
        }
    }

    /** The figures of the experiments that a claim names, seed by seed. */
    private static Map<Long, FigureSource> experiments(
            PaperClaims paper, PaperClaim claim, Map<String, Map<String, Double>> models, ClaimRuns runs) {
        Map<Long, FigureSource> sources = new LinkedHashMap<>();
        ClaimExperiment.bySeed(runs.experimentsOf(paper, claim), models)
                .forEach((seed, figures) -> sources.put(seed, new FigureSource(null, figures)));
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("it names neither a run nor an experiment; experiments are "
                    + paper.experiments().keySet().stream().sorted().toList());
        }
        return sources;
    }

    private static IllegalArgumentException wrong(PaperClaim claim, IllegalArgumentException why) {
        return new IllegalArgumentException("claim '" + claim.name() + "': " + why.getMessage(), why);
    }

    private static List<Claim> claims(List<String> expressions, FigureSource source) {
        return expressions.stream()
                .map(expression -> Claim.parse(expression, source).requireMeaning())
                .toList();
    }

    /**
     * The first of the methods that the claims name that diverged, in words, or null.
     *
     * @throws IllegalStateException if a method of the run came to no end
     */
    private static @Nullable String diverged(RunRecord run, List<Claim> expect, List<Claim> direction) {
        Set<String> named = new HashSet<>();
        expect.forEach(each -> named.addAll(each.methods()));
        direction.forEach(each -> named.addAll(each.methods()));
        String diverged = null;
        for (MethodRecord method : run.methods()) {
            Outcome outcome = method.outcome();
            if (outcome.kind() == Outcome.Kind.FAILED || outcome.kind() == Outcome.Kind.INTERRUPTED) {
                throw new IllegalStateException("run '" + run.name() + "', method '" + method.label() + "', seed "
                        + method.seed() + ": " + outcome.message());
            }
            if (outcome.kind() == Outcome.Kind.DIVERGED && diverged == null && named.contains(method.label())) {
                diverged = method.label() + " diverged under seed " + method.seed() + ": " + outcome.message();
            }
        }
        return diverged;
    }

    private static Judgement byNumbers(
            PaperClaim claim, FigureSource source, @Nullable Comparison run, @Nullable ClaimVerdict recorded) {
        List<Claim> expect = claims(claim.expect(), source);
        List<Claim> direction = claims(claim.direction(), source);
        String diverged = run == null ? null : diverged(run.run(), expect, direction);
        if (diverged != null) {
            return Judgement.of(claim, ClaimVerdict.NOT_REPRODUCED, recorded, diverged, "");
        }
        List<Claim.Result> results =
                expect.stream().map(each -> each.check(source)).toList();
        boolean isDirection = !direction.isEmpty()
                && direction.stream().allMatch(each -> each.check(source).holds());
        ClaimVerdict verdict = results.stream().allMatch(Claim.Result::holds)
                ? ClaimVerdict.REPRODUCED
                : isDirection ? ClaimVerdict.DIRECTION_ONLY : ClaimVerdict.NOT_REPRODUCED;
        return Judgement.of(claim, verdict, recorded, Judgement.found(results), Judgement.wanted(results));
    }

    /** Only what the seeds settle counts; where they settle nothing against the claim, it is not settled. */
    private static Judgement bySeeds(
            PaperClaim claim,
            Map<Long, FigureSource> sources,
            @Nullable Comparison run,
            @Nullable ClaimVerdict recorded) {
        if (sources.size() < claim.seeds()) {
            throw new IllegalArgumentException("the run has " + sources.size() + " seeds; a claim by training needs "
                    + claim.seeds() + " or more");
        }
        FigureSource first = sources.values().iterator().next();
        List<Claim> expect = claims(claim.expect(), first);
        List<Claim> direction = claims(claim.direction(), first);
        Stream.concat(expect.stream(), direction.stream())
                .filter(Claim::isAboutDifference)
                .findFirst()
                .ifPresent(each -> {
                    throw new IllegalArgumentException("'" + each + "' names a bound of a difference, which no single"
                            + " seed has; compare the two figures: differences are paired by seed anyway");
                });
        String diverged = run == null ? null : diverged(run.run(), expect, direction);
        if (diverged != null) {
            return Judgement.of(claim, ClaimVerdict.NOT_REPRODUCED, recorded, diverged, "");
        }
        List<SeededResult> results =
                expect.stream().map(each -> SeededResult.of(each, sources)).toList();
        List<SeededResult> directions =
                direction.stream().map(each -> SeededResult.of(each, sources)).toList();
        ClaimVerdict verdict;
        if (all(results, SeededResult.Finding.HOLDS)) {
            verdict = ClaimVerdict.REPRODUCED;
        } else if (!directions.isEmpty() && all(directions, SeededResult.Finding.HOLDS)) {
            verdict = ClaimVerdict.DIRECTION_ONLY;
        } else {
            List<SeededResult> least = directions.isEmpty() ? results : directions;
            verdict = least.stream().anyMatch(each -> each.finding() == SeededResult.Finding.FAILS)
                    ? ClaimVerdict.NOT_REPRODUCED
                    : ClaimVerdict.NOT_SETTLED;
        }
        return Judgement.ofSeeds(claim, verdict, recorded, results, directions);
    }

    private static boolean all(List<SeededResult> results, SeededResult.Finding finding) {
        return results.stream().allMatch(each -> each.finding() == finding);
    }

    private static Map<String, Map<String, Double>> models(PaperClaims paper) {
        Map<String, Map<String, Double>> figures = new HashMap<>();
        paper.models().forEach((name, model) -> figures.put(name, figures(model)));
        return figures;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the settings were bound for this formula
    private static Map<String, Double> figures(Selection<Formula<?>> model) {
        return ((Formula) model.factory()).figures(model.settings());
    }
}
