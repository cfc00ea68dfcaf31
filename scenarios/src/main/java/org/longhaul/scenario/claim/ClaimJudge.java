package org.longhaul.scenario.claim;

import com.google.common.base.Throwables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.claim.Claim;
import org.longhaul.analysis.claim.FigureSource;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.OneOffRun;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.formula.Formula;

/** Computes verdicts. A run that several claims name is run once; different runs share the cores. Not thread-safe. */
public final class ClaimJudge {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z]+)}");

    private final ScenarioReader reader;
    private final boolean trains;
    private final int threads;
    private final VerdictsOnRecord record;
    private final Function<ScenarioReader.Source, Comparison> runner;
    private final Map<String, Future<Comparison>> runs = new HashMap<>();

    /**
     * @param trains whether claims by training are computed too
     * @param threads how many runs are under way at a time; no figure depends on it
     * @param record verdicts that stand for what is not computed
     */
    public ClaimJudge(Extensions extensions, boolean trains, int threads, VerdictsOnRecord record) {
        this(extensions, trains, threads, record, ClaimJudge::run);
    }

    /** One that has scenarios run. */
    ClaimJudge(
            Extensions extensions,
            boolean trains,
            int threads,
            VerdictsOnRecord record,
            Function<ScenarioReader.Source, Comparison> runner) {
        this.reader = new ScenarioReader(extensions);
        this.trains = trains;
        this.threads = threads;
        this.record = record;
        this.runner = runner;
    }

    /**
     * The verdicts on the claims of papers.
     *
     * @param progress hears each verdict
     * @throws IllegalArgumentException if an expression is none, or names what neither run nor models have, or a run's
     *     scenario cannot be run
     * @throws RuntimeException what a run broke off with: a fault of the program, which is no verdict
     */
    public List<JudgedPaper> judge(List<PaperClaims> papers, Consumer<Judgement> progress) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (PaperClaims paper : papers) {
                for (PaperClaim claim : paper.claims()) {
                    begin(paper, claim, pool);
                }
            }
            List<JudgedPaper> judged = new ArrayList<>();
            for (PaperClaims paper : papers) {
                Map<String, Map<String, Double>> models = models(paper);
                List<Judgement> judgements = new ArrayList<>();
                for (PaperClaim claim : paper.claims()) {
                    Judgement judgement = judge(paper, claim, models);
                    judgements.add(judgement);
                    progress.accept(judgement);
                }
                judged.add(new JudgedPaper(paper, judgements));
            }
            return judged;
        } finally {
            pool.shutdownNow();
        }
    }

    private boolean isComputed(PaperClaim claim) {
        return claim.by() != Evidence.NOT_TESTABLE && (claim.by() != Evidence.TRAINING || trains);
    }

    private void begin(PaperClaims paper, PaperClaim claim, ExecutorService pool) {
        if (claim.run() != null && isComputed(claim)) {
            String text = text(paper, claim);
            runs.computeIfAbsent(
                    text,
                    key -> pool.submit(() -> runner.apply(reader.parse(paper.paper() + ", run " + claim.run(), key))));
        }
    }

    private Judgement judge(PaperClaims paper, PaperClaim claim, Map<String, Map<String, Double>> models) {
        VerdictsOnRecord.Entry known = record.of(claim.name());
        ClaimVerdict recorded = known == null ? null : known.verdict();
        if (claim.by() == Evidence.NOT_TESTABLE) {
            return new Judgement(claim, ClaimVerdict.NOT_TESTABLE, true, "", "", recorded);
        }
        if (!isComputed(claim)) {
            String found = known == null ? "" : known.found();
            return new Judgement(claim, recorded, false, found, "", recorded);
        }
        try {
            FigureSource source = new FigureSource(finished(paper, claim), models);
            List<Claim.Result> results = check(claim.expect(), source);
            ClaimVerdict verdict = holds(results)
                    ? ClaimVerdict.REPRODUCED
                    : !claim.direction().isEmpty() && holds(check(claim.direction(), source))
                            ? ClaimVerdict.DIRECTION_ONLY
                            : ClaimVerdict.NOT_REPRODUCED;
            return new Judgement(claim, verdict, true, Judgement.found(results), Judgement.wanted(results), recorded);
        } catch (FailedRunException e) {
            return new Judgement(claim, ClaimVerdict.NOT_REPRODUCED, true, e.getMessage(), "", recorded);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("claim '" + claim.name() + "': " + e.getMessage(), e);
        }
    }

    private static List<Claim.Result> check(List<String> expressions, FigureSource source) {
        List<Claim.Result> results = new ArrayList<>();
        for (String expression : expressions) {
            results.add(Claim.parse(expression, source).requireMeaning().check(source));
        }
        return results;
    }

    private static boolean holds(List<Claim.Result> results) {
        return results.stream().allMatch(Claim.Result::holds);
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

    private @Nullable Comparison finished(PaperClaims paper, PaperClaim claim) {
        if (claim.run() == null) {
            return null;
        }
        try {
            return Objects.requireNonNull(runs.get(text(paper, claim))).get();
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

    private static Comparison run(ScenarioReader.Source scenario) {
        Comparison run = Comparison.of(OneOffRun.of(scenario, 1).record());
        requireResults(run);
        return run;
    }

    private static void requireResults(Comparison run) {
        for (MethodRecord method : run.run().methods()) {
            if (method.outcome().kind() != Outcome.Kind.COMPLETED) {
                throw new FailedRunException("method '" + method.label() + "' did not end well: "
                        + method.outcome().message());
            }
        }
    }

    /** A run came to no result, though its scenario is sound: no claim about it is reproduced. */
    private static final class FailedRunException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FailedRunException(String why) {
            super("the run failed: " + why.lines().findFirst().orElse(""));
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /** The text of a claim's run with its values in the places of their names. */
    private static String text(PaperClaims paper, PaperClaim claim) {
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
