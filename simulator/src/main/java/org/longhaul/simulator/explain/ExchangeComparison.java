package org.longhaul.simulator.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.validation.Validity;
import org.longhaul.simulator.workload.ExchangeSpec;

/**
 * One exchange on the three fidelities, on connections that are in use.
 *
 * @param spec what is exchanged
 * @param collective algorithm that ran
 * @param analyticNanos its closed form
 * @param flowNanos transfer by transfer on the flow network
 * @param terms what the difference of the two is made of, exactly
 * @param packet what the packet network says; null if it was left out
 * @param packetNote how the packet network was asked, or why not
 * @param others what further models say
 * @param groups its transfers by the kind of path that they take; none if they are too many
 * @param validity whether its transfers lie within what was measured, and what flow represents badly
 */
public record ExchangeComparison(
        ExchangeSpec spec,
        String collective,
        long analyticNanos,
        long flowNanos,
        List<Term> terms,
        @Nullable Packet packet,
        String packetNote,
        List<Other> others,
        List<Group> groups,
        @Nullable Validity validity) {

    /** Copies the lists. */
    public ExchangeComparison {
        terms = List.copyOf(terms);
        others = List.copyOf(others);
        groups = List.copyOf(groups);
    }

    /**
     * An effect's part in the difference between flow and analytic.
     *
     * @param name of the effect
     * @param nanos what it adds
     */
    public record Term(String name, long nanos) {

        /** The term that moves the time most, or null if there is none. */
        static @Nullable Term dominant(List<Term> terms) {
            Term largest = null;
            for (Term term : terms) {
                if (largest == null || Math.abs(term.nanos()) > Math.abs(largest.nanos())) {
                    largest = term;
                }
            }
            return largest;
        }
    }

    /**
     * The exchange on the packet network.
     *
     * @param scale every transfer carries one of so many parts of its bytes
     * @param nanos its time at that scale
     * @param flowNanos the flow network's time at the same scale
     */
    public record Packet(long scale, long nanos, long flowNanos) {

        /** How much longer than on the flow network, as a share of it. */
        public double differenceToFlow() {
            return (double) nanos / flowNanos - 1;
        }
    }

    /**
     * The exchange on a further model.
     *
     * @param model its id
     * @param nanos its time
     */
    public record Other(String model, long nanos) {}

    /**
     * Transfers of one size over paths of one kind; times are means over them.
     *
     * @param links kind of path, such as {@code 10 Gbit/s, 15 ms, 3 links}
     * @param path nodes of one of the paths
     * @param transfers number of transfers
     * @param bytes payload of one
     * @param analyticNanos on the closed forms
     * @param flowNanos on the flow network
     * @param packet on the packet network; null if it was left out
     * @param terms what the difference between flow and analytic is made of, exactly but for the rounding of means
     */
    public record Group(
            String links,
            List<String> path,
            int transfers,
            long bytes,
            long analyticNanos,
            long flowNanos,
            @Nullable Packet packet,
            List<Term> terms) {
        /** Copies the lists. */
        public Group {
            path = List.copyOf(path);
            terms = List.copyOf(terms);
        }

        /** The term that moves the time most; null if the two models agree. */
        public @Nullable Term dominant() {
            return Term.dominant(terms);
        }
    }

    /** The term that moves the exchange's time most; null if the two models agree. */
    public @Nullable Term dominant() {
        return Term.dominant(terms);
    }
}
