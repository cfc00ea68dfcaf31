package org.longhaul.training.replica;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.task.RoundFigure;

/**
 * Where a method tells the figures of its rounds, in the step in which it knows them: usually the last of a round. They belong to
 * the end of that step.
 *
 * <p>A figure is told once a step: of the round as a whole, of single clients, or of both. What is told must follow from what was
 * trained, exchanged or held; nothing is computed of what nobody has.
 *
 * <p>Thread-safety: none; figures are told on the thread that drives the session.
 */
public final class RoundFigures {
    private Map<String, Double> ofRound = new LinkedHashMap<>();
    private Map<Integer, Map<String, Double>> ofClients = new TreeMap<>();

    /** Of a whole round. */
    public void tell(RoundFigure figure, double value) {
        requireFirst(ofRound.put(figure.id(), value), figure);
    }

    /** Of one client in a round. */
    public void tell(RoundFigure figure, int client, double value) {
        requireFirst(
                ofClients.computeIfAbsent(client, each -> new LinkedHashMap<>()).put(figure.id(), value), figure);
    }

    private static void requireFirst(@Nullable Double before, RoundFigure figure) {
        if (before != null) {
            throw new IllegalStateException("the figure " + figure.id() + " was told in this step already: " + before);
        }
    }

    /** What was told since the last call. */
    public Told take() {
        Told told = new Told(ofRound, ofClients);
        ofRound = new LinkedHashMap<>();
        ofClients = new TreeMap<>();
        return told;
    }

    /**
     * What was told.
     *
     * @param ofRound values of the round, by id of the figure
     * @param ofClients the same of single clients, by rank, ascending
     */
    public record Told(Map<String, Double> ofRound, Map<Integer, Map<String, Double>> ofClients) {
        /** Whether nothing was told. */
        public boolean isEmpty() {
            return ofRound.isEmpty() && ofClients.isEmpty();
        }
    }
}
