package org.longhaul.simulator.collective;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.longhaul.simulator.network.estimate.TimeTerm;

/**
 * Settles which algorithm an exchange uses: the demanded one, or the fastest of the library's by {@link LockstepEstimate}. Among equally
 * fast ones the one that sends the fewest bytes wins, then the first id, so that the choice never depends on rounding. Not thread-safe.
 */
public final class CollectiveChooser {

    private static final double TIE = CollectiveChoice.TIE;
    /** Beyond this many ranks an algorithm whose transfers grow with their square is not considered. */
    private static final int MAX_RANKS_FOR_PAIRS = 256;

    /** An algorithm, and what it takes at least. */
    private record Candidate(Collective collective, double leastSeconds) {}

    private final Collectives collectives;
    private final LockstepEstimate estimate;

    /** Chooses among algorithms by estimates. */
    public CollectiveChooser(Collectives collectives, LockstepEstimate estimate) {
        this.collectives = collectives;
        this.estimate = estimate;
    }

    /**
     * Settles a call.
     *
     * @param demanded id of an algorithm, or {@code auto}
     * @throws IllegalArgumentException if the id is unknown or its algorithm does not achieve the pattern
     */
    public CollectiveChoice choose(CollectiveCall call, String demanded) {
        return choose(call, demanded, true);
    }

    /**
     * Settles a call.
     *
     * @param demanded id of an algorithm, or {@code auto}
     * @param everyCandidate whether all candidates are to be estimated, or only those that may be the fastest; the choice is
     *     the same
     * @throws IllegalArgumentException if the id is unknown or its algorithm does not achieve the pattern
     */
    public CollectiveChoice choose(CollectiveCall call, String demanded, boolean everyCandidate) {
        if (!demanded.equals("auto")) {
            Collective collective = collectives.get(demanded);
            Patterns.requireSupport(collective, call);
            return new CollectiveChoice(demanded, true, List.of(estimate(collective, call)));
        }
        List<CollectiveChoice.Estimate> candidates = estimates(call, everyCandidate);
        candidates.sort(Comparator.comparingDouble(CollectiveChoice.Estimate::seconds)
                .thenComparing(CollectiveChoice.Estimate::collective));
        CollectiveChoice.Estimate best = candidates.get(0);
        for (CollectiveChoice.Estimate candidate : candidates) {
            boolean tied = candidate.seconds() <= candidates.get(0).seconds() * (1 + TIE);
            if (tied && candidate.bytesSent() < best.bytesSent()) {
                best = candidate;
            }
        }
        return new CollectiveChoice(best.collective(), false, candidates);
    }

    private List<CollectiveChoice.Estimate> estimates(CollectiveCall call, boolean everyCandidate) {
        boolean all = everyCandidate || !estimate.isNeverBelowAlphaBeta();
        List<Candidate> candidates = new ArrayList<>();
        for (Collective collective : collectives.all()) {
            if (collective.supports(call.pattern())
                    && isAffordable(collective, call)
                    && estimate.library().offers(call.pattern(), collective.id())) {
                candidates.add(new Candidate(
                        collective, all ? 0 : collectives.book().leastSeconds(estimate, collective, call)));
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::leastSeconds)
                .thenComparing(candidate -> candidate.collective().id()));
        List<CollectiveChoice.Estimate> estimates = new ArrayList<>();
        double fastest = Double.POSITIVE_INFINITY;
        for (Candidate candidate : candidates) {
            if (candidate.leastSeconds() > fastest * (1 + 2 * TIE)) {
                break;
            }
            CollectiveChoice.Estimate made = estimate(candidate.collective(), call);
            fastest = Math.min(fastest, made.seconds());
            estimates.add(made);
        }
        return estimates;
    }

    /** The plan by the algorithm of that id, which was chosen for the call. */
    public TransferPlan plan(String id, CollectiveCall call) {
        return collectives.book().chosen(estimate, collectives.get(id), call);
    }

    private CollectiveChoice.Estimate estimate(Collective collective, CollectiveCall call) {
        TransferPlan plan = collectives.book().candidate(estimate, collective, call);
        double seconds = estimate.seconds(plan);
        List<CollectiveChoice.Term> terms = new ArrayList<>();
        for (TimeTerm term : TimeTerm.values()) {
            double part = estimate.terms().get(term);
            if (part > 0) {
                terms.add(new CollectiveChoice.Term(term, part));
            }
        }
        terms.sort(Comparator.comparingDouble(CollectiveChoice.Term::seconds).reversed());
        return new CollectiveChoice.Estimate(collective.id(), seconds, plan.rounds(), plan.totalBytes(), terms);
    }

    private static boolean isAffordable(Collective collective, CollectiveCall call) {
        return call.ranks() <= MAX_RANKS_FOR_PAIRS || !collective.isQuadratic();
    }
}
