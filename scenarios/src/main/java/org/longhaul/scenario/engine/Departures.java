package org.longhaul.scenario.engine;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.Departure;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.Setting;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.ExecutionListener;

/**
 * Explains how long a unit's steps take on a detailed network model, against the closed forms.
 *
 * <p>The detailed model says which of its settings are effects. All are left out, then put back one after the other in the
 * order in which the model declares them; what each adds is its term. The terms sum to the difference
 * exactly; how they divide it depends on the order, since effects interact.
 */
final class Departures {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String CLOSED_FORMS = "analytic";

    private final UnitOutcome unit;

    Departures(UnitOutcome unit) {
        this.unit = unit;
    }

    List<Departure> all() {
        if (unit.result() == null) {
            return List.of();
        }
        Selection<NetworkModel<?>> own = unit.plan().scenario().network().fidelity();
        Map<String, Selection<NetworkModel<?>>> models = new LinkedHashMap<>();
        models.put(Names.of(own), own);
        unit.plan().scenario().network().compareWith().forEach(model -> models.put(Names.of(model), model));
        Selection<NetworkModel<?>> closed = models.values().stream()
                .filter(Departures::isClosedForm)
                .findFirst()
                .orElseGet(Departures::closedForms);
        List<Departure> departures = new ArrayList<>();
        for (Selection<NetworkModel<?>> model : models.values()) {
            if (!isClosedForm(model)) {
                departures.add(departure(model, closed));
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
            before = term(terms, "what the closed forms were told to leave out (latency)", withLatency, before);
        }
        @Nullable Object[] full = values(detailed.settings());
        @Nullable Object[] present = values(withoutEffects(detailed.factory(), detailed.settings()));
        before = term(terms, "sharing of links, and rounds that overlap", with(detailed, present), before);
        for (int i = 0; i < full.length; i++) {
            if (!Objects.equals(present[i], full[i])) {
                present[i] = full[i];
                before = term(terms, meaning(detailed.settings(), i), with(detailed, present), before);
            }
        }
        return new Departure(
                "projected time of " + unit.method().label() + " on '" + detailed.id() + "'",
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
        return unit.simulation()
                        .run(fidelity, unit.trace().replay(), new ExecutionListener() {}, TimelineSink.NONE)
                        .elapsedNanos()
                / NANOS_PER_SECOND;
    }

    private static boolean isClosedForm(Selection<NetworkModel<?>> model) {
        return model.factory().closedFormCollectives();
    }

    private static Selection<NetworkModel<?>> closedForms() {
        NetworkModel<?> model = NetworkModels.byId(CLOSED_FORMS);
        return new Selection<>(model.id(), model, model.defaultSettings());
    }

    private static <S extends Record> Record withoutEffects(NetworkModel<S> model, Record settings) {
        return model.withoutEffects(model.settingsType().cast(settings));
    }

    private static String meaning(Record settings, int index) {
        Setting setting = Setting.of(settings.getClass()).get(index);
        return setting.documentation().isEmpty() ? setting.name() : setting.documentation();
    }

    private static @Nullable Object[] values(Record settings) {
        RecordComponent[] components = settings.getClass().getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Names.value(components[i], settings);
        }
        return values;
    }

    private static Selection<NetworkModel<?>> with(Selection<NetworkModel<?>> model, @Nullable Object[] values) {
        Class<?> type = model.settings().getClass();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return new Selection<>(model.id(), model.factory(), (Record) constructor.newInstance(values));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot change the settings of " + model.id(), e);
        }
    }
}
