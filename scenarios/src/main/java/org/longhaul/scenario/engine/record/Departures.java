package org.longhaul.scenario.engine.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.analysis.record.Departure;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.explain.Effects;
import org.longhaul.simulator.explain.NetworkChoice;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.StalledWorkloadException;

/**
 * Explains how long a unit's steps take on a detailed network model, against the closed forms.
 *
 * <p>All effects of the detailed model are left out, then put back one after the other ({@link Effects}); what each adds is
 * its term. Faults, other jobs and background traffic are left out: {@link DisturbanceRecorder} accounts for these.
 *
 * <p>A method that asks the network has no such explanation: its steps follow from what this network answered.
 */
final class Departures {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String CLOSED_FORMS = "analytic";

    private final UnitOutcome unit;

    Departures(UnitOutcome unit) {
        this.unit = unit;
    }

    List<Departure> all() {
        if (unit.result() == null || unit.method().training().asksNetwork()) {
            return List.of();
        }
        Selection<NetworkModel<?>> own = unit.plan().scenario().network().fidelity();
        Map<String, Selection<NetworkModel<?>>> models = new LinkedHashMap<>();
        models.put(SettingWords.of(own), own);
        unit.plan().scenario().network().compareWith().forEach(model -> models.put(SettingWords.of(model), model));
        Selection<NetworkModel<?>> closed = models.values().stream()
                .filter(Departures::isClosedForm)
                .findFirst()
                .orElseGet(Departures::closedForms);
        List<Departure> departures = new ArrayList<>();
        for (Selection<NetworkModel<?>> model : models.values()) {
            if (!isClosedForm(model)) {
                try {
                    departures.add(departure(model, closed));
                } catch (StalledWorkloadException e) {
                    // Without some effect or fault the steps do not come to an end: then there is nothing to compare.
                }
            }
        }
        return departures;
    }

    private Departure departure(Selection<NetworkModel<?>> detailed, Selection<NetworkModel<?>> closed) {
        double reference = seconds(closed);
        List<Departure.Term> terms = new ArrayList<>();
        double before = reference;
        Selection<NetworkModel<?>> withLatency = closedForms();
        if (!withLatency.settings().equals(closed.settings())) {
            before = term(
                    terms,
                    "the settings of 'analytic' that the scenario changes: its latency, window, overhead or efficiency",
                    withLatency,
                    before);
        }
        Effects effects = Effects.of(new NetworkChoice(detailed.factory(), detailed.settings()));
        before = term(terms, "sharing of links, and rounds that overlap", selection(effects.bare()), before);
        for (Effects.Stage stage : effects.stages()) {
            before = term(terms, stage.meaning(), selection(stage.choice()), before);
        }
        return new Departure(
                (unit.plan().disturbances().isEmpty() ? "" : "undisturbed ") + "projected time of "
                        + unit.method().label() + " on '" + detailed.id() + "'",
                closed.id(),
                reference,
                before,
                terms,
                "The same steps on both network models. Each effect of '" + detailed.id()
                        + "' is put back after the one before it; what it adds is its term.");
    }

    private double term(List<Departure.Term> terms, String name, Selection<NetworkModel<?>> model, double before) {
        double seconds = seconds(model);
        if (seconds != before) {
            terms.add(new Departure.Term(name, seconds - before));
        }
        return seconds;
    }

    private double seconds(Selection<NetworkModel<?>> fidelity) {
        ExecutionResult result = unit.result();
        if (result != null && isWhatRan(fidelity)) {
            return result.elapsedNanos() / NANOS_PER_SECOND;
        }
        return unit.simulation()
                        .run(
                                fidelity,
                                unit.steps(),
                                ExecutionListener.NONE,
                                TimelineSink.NONE,
                                unit.simulation().conditions().undisturbed())
                        .elapsedNanos()
                / NANOS_PER_SECOND;
    }

    /** Whether the unit itself ran so, with nothing besides its own steps. */
    private boolean isWhatRan(Selection<NetworkModel<?>> fidelity) {
        Selection<NetworkModel<?>> own = unit.plan().scenario().network().fidelity();
        return unit.plan().disturbances().isEmpty()
                && own.id().equals(fidelity.id())
                && own.settings().equals(fidelity.settings());
    }

    private static boolean isClosedForm(Selection<NetworkModel<?>> model) {
        return model.factory().closedFormCollectives();
    }

    private static Selection<NetworkModel<?>> closedForms() {
        NetworkModel<?> model = NetworkModels.byId(CLOSED_FORMS);
        return new Selection<>(model.id(), model, model.defaults());
    }

    private static Selection<NetworkModel<?>> selection(NetworkChoice choice) {
        return new Selection<>(choice.model().id(), choice.model(), choice.settings());
    }
}
