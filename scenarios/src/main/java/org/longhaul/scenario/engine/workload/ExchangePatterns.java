package org.longhaul.scenario.engine.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.longhaul.scenario.section.StorageSection;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.Gathering;
import org.longhaul.simulator.workload.Muster;
import org.longhaul.simulator.workload.PendingExchange;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.Question;
import org.longhaul.training.communicate.RollCall;
import org.longhaul.training.communicate.TrainingEvent;

/** What exchanges, questions and roll calls of training are to the simulator. */
final class ExchangePatterns {
    private ExchangePatterns() {}

    static Pattern of(Exchange.Operation operation) {
        return switch (operation) {
            case ALL_REDUCE -> Pattern.ALL_REDUCE;
            case ALL_GATHER -> Pattern.ALL_GATHER;
            case REDUCE_SCATTER -> Pattern.REDUCE_SCATTER;
            case REDUCE -> Pattern.REDUCE;
            case BROADCAST -> Pattern.BROADCAST;
            case GATHER -> Pattern.GATHER;
            case SCATTER -> Pattern.SCATTER;
        };
    }

    /** What an exchange of vectors of different sizes is: the sum of such ones is made where they arrive. */
    static Pattern ofDifferentSizes(Exchange.Operation operation) {
        return operation == Exchange.Operation.REDUCE ? Pattern.GATHER : of(operation);
    }

    /** The sizes of the vectors that travel, by rank; the root's own stays where it is. */
    static List<Long> parts(Exchange exchange, List<Long> sizes) {
        List<Long> parts = new ArrayList<>(sizes);
        if (exchange.root() != Exchange.NO_ROOT) {
            parts.add(0, 0L);
        }
        return parts;
    }

    static boolean hasRoot(Pattern pattern) {
        return pattern != Pattern.ALL_REDUCE && pattern != Pattern.ALL_GATHER && pattern != Pattern.REDUCE_SCATTER;
    }

    static List<Integer> rootFirst(Exchange exchange) {
        if (exchange.root() == Exchange.NO_ROOT) {
            return exchange.members();
        }
        List<Integer> workers = new ArrayList<>(exchange.members());
        workers.remove(Integer.valueOf(exchange.root()));
        workers.add(0, exchange.root());
        return workers;
    }

    static Gathering gathering(Question question) {
        return new Gathering(
                question.letters().stream()
                        .map(letter -> new PendingExchange(letter.stepsAgo(), letter.index()))
                        .toList(),
                question.enough(),
                question.atLeast(),
                question.deadlineNanos(),
                question.sinceStepsAgo(),
                question.workers());
    }

    static Muster muster(RollCall call) {
        return new Muster(
                call.members(),
                call.quorum(),
                call.heartbeatNanos(),
                call.timeoutNanos(),
                call.deadlineNanos(),
                call.sinceStepsAgo(),
                call.sendsAllBack(),
                call.server() == RollCall.NO_SERVER ? Muster.NO_SERVER : call.server());
    }

    /**
     * What workers do at their storage.
     *
     * @param projection which part of the charged model the trained values are
     */
    static Compute storage(TrainingEvent.Stored stored, Projection projection, StorageSection speeds) {
        double values = projection.charged(stored.elements());
        return Compute.storage(Objects.requireNonNull(stored.members().ranks()), speeds.nanos(values, stored.isRead()));
    }
}
