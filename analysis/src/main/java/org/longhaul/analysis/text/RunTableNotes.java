package org.longhaul.analysis.text;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.claim.Claim;
import org.longhaul.analysis.claim.ClaimResults;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.ReplayedRun;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.record.network.NetworkValidity;
import org.longhaul.analysis.statistics.ClientSpread;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.PairedDifference;
import org.longhaul.analysis.statistics.Ranking;
import org.longhaul.analysis.statistics.Standing;
import org.longhaul.analysis.statistics.TargetSummary;

/** What stands below the table of a run: reasons, the order of the methods as far as the seeds tell it, the columns. */
final class RunTableNotes {

    private final Comparison comparison;
    private final List<Target> targets;
    private final MeasureInfo headline;
    private final @Nullable MethodSummary baseline;
    private final int seeds;

    RunTableNotes(Comparison comparison) {
        this.headline = comparison.run().measures().headline();
        this.comparison = comparison;
        this.targets = comparison.run().targets();
        this.baseline = comparison.baseline();
        this.seeds = comparison.methods().stream()
                .mapToInt(method -> method.seeds().size())
                .max()
                .orElse(0);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        ReplayedRun replayed = comparison.run().provenance().replayedFrom();
        if (replayed != null) {
            lines.add("replayed from " + replayed.runId() + ": trained there, simulated here.");
        }
        comparison.methods().forEach(method -> reasons(method, lines));
        order(lines);
        columns(lines);
        for (MethodSummary method : comparison.methods()) {
            MethodRecord first = method.seeds().get(0);
            if (!first.hearings().isEmpty()) {
                lines.add(HearingWords.line(first, method.seeds().size() > 1));
            }
        }
        for (MethodSummary method : comparison.methods()) {
            MethodRecord first = method.seeds().get(0);
            if (!first.absences().isEmpty()) {
                lines.add(AbsenceWords.line(first, method.seeds().size() > 1));
            }
        }
        validity(lines);
        claims(lines);
        return lines;
    }

    private void claims(List<String> lines) {
        List<Claim.Result> results = ClaimResults.of(comparison);
        if (results.isEmpty()) {
            return;
        }
        long holding = results.stream().filter(Claim.Result::holds).count();
        StringBuilder text = new StringBuilder(
                "claims: " + holding + " of " + results.size() + (holding == 1 ? " holds." : " hold."));
        results.forEach(result -> text.append('\n').append(result.message()));
        lines.add(text.toString());
    }

    /** Whether the network model was asked within what was measured; methods of which the same holds share a line. */
    private void validity(List<String> lines) {
        Map<String, List<String>> methods = new LinkedHashMap<>();
        for (MethodSummary method : comparison.methods()) {
            NetworkValidity validity = method.seeds().get(0).validity();
            if (validity != null && validity.kinds() > 0) {
                methods.computeIfAbsent(words(validity), line -> new ArrayList<>())
                        .add(method.label());
            }
        }
        methods.forEach((words, labels) -> lines.add("network: "
                + (labels.size() == comparison.methods().size() ? "" : String.join(", ", labels) + " ") + words + "."));
    }

    /** One line: which quantities leave the ranges; the report has the figures. */
    private static String words(NetworkValidity validity) {
        Set<String> quantities = new LinkedHashSet<>();
        validity.excesses().forEach(excess -> quantities.add(excess.quantity()));
        return (validity.outside() == 0
                        ? validity.line()
                        : String.join(", ", quantities) + " outside the ranges of the measured rows")
                + (validity.weaknesses().isEmpty() ? "" : ", and the model has known weaknesses here")
                + (validity.outside() == 0 && validity.weaknesses().isEmpty() ? "" : ": see the report");
    }

    private static void reasons(MethodSummary method, List<String> lines) {
        if (method.standing() == Standing.NEVER_EXCHANGED) {
            lines.add(method.label() + " never exchanged: who trained did so alone, and nothing is compared with it.");
        }
        for (MethodRecord seed : method.seeds()) {
            Outcome outcome = seed.outcome();
            if (outcome.kind() != Outcome.Kind.COMPLETED) {
                lines.add(Outcomes.sentence(seed, method.seeds().size() > 1));
            } else if (outcome.message() != null) {
                lines.add(Outcomes.completion(seed, method.seeds().size() > 1));
            }
        }
    }

    private void order(List<String> lines) {
        if (comparison.methods().size() < 2) {
            return;
        }
        if (seeds == 1) {
            lines.add("One seed: no ranking, since another seed may turn any order of "
                    + MeasureWords.plural(headline.label()) + " around.");
            return;
        }
        order(
                MeasureWords.best(headline) + " " + MeasureWords.column(headline) + " first",
                comparison.by(headline),
                lines);
        if (!targets.isEmpty()) {
            order("soonest at " + targets.get(0).label(), comparison.byTimeTo(targets.get(0)), lines);
        }
    }

    private static void order(String what, Ranking ranking, List<String> lines) {
        if (!ranking.isKnown()) {
            return;
        }
        StringBuilder line = new StringBuilder(what).append(": ");
        for (Ranking.Place place : ranking.places()) {
            PairedDifference toPrevious = place.toPrevious();
            if (toPrevious != null) {
                line.append(toPrevious.verdict() == PairedDifference.Verdict.DIFFERENT ? ", then " : " ≈ ");
            }
            line.append(place.method().label());
        }
        lines.add(line.append('.').toString());
    }

    private void columns(List<String> lines) {
        boolean several = seeds > 1;
        boolean compared = baseline != null && comparison.methods().size() > 1;
        Map<String, List<String>> byUnit = RunTable.shown(comparison.run().measures()).stream()
                .collect(Collectors.groupingBy(
                        MeasureWords::unit,
                        LinkedHashMap::new,
                        Collectors.mapping(MeasureWords::column, Collectors.toList())));
        String measured = byUnit.entrySet().stream()
                .map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
                .collect(Collectors.joining("; "));
        lines.add(measured + (several ? ", mean ± standard deviation over seeds" : "") + "; time: projected"
                + (several ? ", mean" : "") + ".");
        String ofRounds = comparison.run().measures().ofRounds().stream()
                .map(MeasureWords::column)
                .collect(Collectors.joining(", "));
        if (!ofRounds.isEmpty()) {
            lines.add(ofRounds + ": at the end of the last round that tells it.");
        }
        if (several && compared) {
            lines.add("≈: not told apart, from " + name() + " in a column, by the paired differences over " + seeds
                    + " seeds (t interval, 95 %).");
        }
        if (RunTable.hasVirtual(comparison)) {
            lines.add("virtual: " + headline.label()
                    + " of the mean over the workers at the end, which nobody holds and no exchange paid for.");
        }
        target(lines);
        if (compared) {
            lines.add("speed-up: how many times sooner than " + name()
                    + (targets.isEmpty()
                            ? " the whole budget is trained"
                            : " it is there, where both are under every seed")
                    + ".");
        }
        lines.add("comp, comm, wait, idle: shares of the time (comm: exchanges not hidden by compute).");
        lines.add("charged: bytes of what one worker exchanges"
                + (compared ? "; less: how many times fewer than " + name() : "") + ".");
        lines.add("on links: bytes that the collectives make one worker's host send, on average.");
        if (comparison.methods().stream().anyMatch(method -> !Double.isNaN(method.busiestLinkUse()))) {
            lines.add("link use: of the busiest direction of a link, mean over the time.");
        }
        ClientSpread clients = RunTable.someClients(comparison);
        if (clients != null) {
            lines.add("worst 10%, median, best, deviation: " + headline.label() + " over " + clients()
                    + " clients at the end, each on its own data"
                    + (clients.bound() == null
                            ? ""
                            : "; short: share of them "
                                    + (headline.higherIsBetter() ? "below " : "above ")
                                    + MeasureWords.value(headline, clients.bound()))
                    + ".");
        }
        if (compared && Objects.requireNonNull(baseline).standing() != Standing.FINISHED) {
            lines.add(name() + " is the baseline and did not finish: nothing is compared with it.");
        }
    }

    /** How many clients were evaluated: one number, or the range over the methods. */
    private String clients() {
        IntSummaryStatistics counts = new IntSummaryStatistics();
        for (MethodSummary method : comparison.methods()) {
            ClientSpread clients = method.headline().clients();
            if (clients != null) {
                counts.accept(clients.clients());
            }
        }
        return counts.getMin() == counts.getMax()
                ? Integer.toString(counts.getMax())
                : counts.getMin() + " to " + counts.getMax();
    }

    private void target(List<String> lines) {
        if (targets.isEmpty()) {
            return;
        }
        String label = targets.get(0).label();
        lines.add("to target: projected time to the first evaluation "
                + MeasureWords.meeting(
                        comparison.run().measures().get(targets.get(0).measure())) + " " + label + ".");
        for (MethodSummary method : comparison.methods()) {
            TargetSummary target = method.targets().get(0);
            if (target.reached() > 0 && !target.isReachedByAll()) {
                String share = target.reached() + "/" + target.perSeed().size();
                lines.add(share + ": met under " + target.reached() + " of "
                        + target.perSeed().size()
                        + " seeds; a time beside it is the Kaplan-Meier median (a seed that does not get there"
                        + " counts until its last evaluation); > says that it is later.");
                return;
            }
        }
    }

    private String name() {
        return comparison.run().baseline();
    }
}
