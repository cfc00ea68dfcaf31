package org.longhaul.simulator.collective;

import java.util.List;
import java.util.stream.Collectors;
import org.longhaul.simulator.network.estimate.TimeTerm;
import org.longhaul.topology.unit.Durations;

/**
 * Which algorithm an exchange uses, and why.
 *
 * @param collective id of the chosen algorithm
 * @param isDemanded whether the scenario names it; otherwise it is the fastest by estimate
 * @param estimates every candidate, fastest first
 */
public record CollectiveChoice(String collective, boolean isDemanded, List<Estimate> estimates) {

    /** Two estimates that differ by less than this share are equally fast. */
    static final double TIE = 1e-9;

    public CollectiveChoice {
        estimates = List.copyOf(estimates);
    }

    /** Why, in one sentence: demanded, or the fastest by estimate. */
    public String reason() {
        if (isDemanded) {
            return "demanded by the scenario";
        }
        Estimate best = estimates.stream()
                .filter(each -> each.collective.equals(collective))
                .findFirst()
                .orElseThrow();
        for (Estimate candidate : estimates) {
            if (candidate.seconds > best.seconds * (1 + TIE)) {
                return "fastest by estimate, " + best.words() + "; next " + candidate.collective + ", "
                        + candidate.words();
            }
        }
        return "no algorithm is faster by estimate, " + best.words();
    }

    /**
     * One candidate.
     *
     * @param collective id of the algorithm
     * @param seconds estimated duration of the exchange
     * @param rounds sequential rounds of transfers
     * @param bytesSent payload bytes over all ranks
     * @param terms what the duration is made of, largest first, without those of no time; they sum to it
     */
    public record Estimate(String collective, double seconds, int rounds, long bytesSent, List<Term> terms) {

        public Estimate {
            terms = List.copyOf(terms);
        }

        /** How long it takes in how many rounds, and what that is made of, for people. */
        String words() {
            return Durations.rounded(seconds) + " in " + rounds + (rounds == 1 ? " round (" : " rounds (") + madeOf()
                    + ")";
        }

        /** The terms that are a hundredth of the duration or more, for people. */
        public String madeOf() {
            return terms.stream()
                    .filter(term -> term.seconds() >= seconds / 100)
                    .map(term -> term.term().words() + " " + Durations.rounded(term.seconds()))
                    .collect(Collectors.joining(", "));
        }
    }

    /**
     * A part of an estimated duration.
     *
     * @param term what takes it
     * @param seconds how long
     */
    public record Term(TimeTerm term, double seconds) {}
}
