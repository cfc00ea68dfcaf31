package org.longhaul.scenario.engine.plan;

import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.claim.Claim;
import org.longhaul.analysis.record.measure.ClientValues;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.scenario.section.DataSection;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.model.Model;
import org.longhaul.training.replica.RoundFigures;
import org.longhaul.training.task.Better;
import org.longhaul.training.task.Measure;
import org.longhaul.training.task.MeasuredModel;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.weighting.SampleWeightingFactory;

/** What training measures, in the form in which a run keeps it. */
public final class RunMeasures {
    private static final String NO_UNIT = "1";

    private RunMeasures() {}

    /**
     * The measures of a model, and the figures that methods tell of their rounds and of what samples count for.
     *
     * @param weightings of the methods; those that all share once or often
     * @throws IllegalArgumentException if two methods mean different figures by one id
     */
    public static Measures of(
            Model model,
            List<Selection<DistributedMethodFactory<?>>> methods,
            List<Selection<SampleWeightingFactory<?>>> weightings,
            DataSection data) {
        List<MeasureInfo> list = new ArrayList<>();
        for (Measure measure : model.measures()) {
            list.add(new MeasureInfo(
                    measure.id(),
                    measure.id().replace('-', ' '),
                    measure.unit().equals(NO_UNIT) ? "" : measure.unit(),
                    measure.better() == Better.HIGHER,
                    measure.description(),
                    measure.exponentialOf(),
                    measure.scaleOf(),
                    false));
        }
        Map<String, MeasureInfo> figures = new LinkedHashMap<>();
        List<RoundFigure> told = new ArrayList<>();
        methods.forEach(method -> told.addAll(Made.figures(method)));
        weightings.forEach(weighting -> told.addAll(Made.figures(weighting, data)));
        for (RoundFigure figure : told) {
            MeasureInfo info = new MeasureInfo(
                    figure.id(),
                    figure.id().replace('-', ' '),
                    figure.unit().equals(NO_UNIT) ? "" : figure.unit(),
                    figure.better() == Better.HIGHER,
                    figure.description(),
                    null,
                    null,
                    true);
            MeasureInfo before = figures.putIfAbsent(figure.id(), info);
            if (before != null && !before.equals(info)) {
                throw new IllegalArgumentException("two methods tell different figures as '" + figure.id() + "'");
            }
        }
        list.addAll(figures.values());
        return new Measures(
                list, model.task().headline(), Measure.LOSS, model.task().item());
    }

    /** The targets of a scenario; those that the model does not measure are among the findings and left out. */
    public static List<Target> targets(Scenario scenario, Measures measures, YamlDocument.Findings findings) {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < scenario.targets().size(); i++) {
            Map<String, Double> written = scenario.targets().get(i);
            String path = "targets[" + i + "]";
            if (written.size() != 1) {
                findings.add(
                        path,
                        "found " + written.size() + " measures",
                        "one measure and its value, such as {" + measures.headlineId() + ": 1}");
            }
            written.forEach((id, value) -> {
                String wrong =
                        measures.ofRounds().stream().anyMatch(each -> each.id().equals(id))
                                ? "'" + id + "' is a figure of rounds, which no model has"
                                : wrong(measures, id, value);
                if (wrong == null) {
                    targets.add(Target.of(measures.get(id), value));
                } else {
                    findings.add(path + "." + id, wrong, allowed(measures, id));
                }
            });
        }
        return targets;
    }

    /**
     * Finds claims about what the run will not have: what is not measured, a target, prices, clients that are evaluated one by
     * one.
     *
     * @param hasPrices whether a link of the network has one
     * @param hasClients whether data like each client's own is held out
     */
    public static void checkClaims(
            Scenario scenario,
            Measures measures,
            boolean hasPrices,
            boolean hasClients,
            YamlDocument.Findings findings) {
        List<String> ids = measures.list().stream().map(MeasureInfo::id).toList();
        for (int i = 0; i < scenario.claims().size(); i++) {
            Claim claim = scenario.claims().get(i);
            for (String id : claim.measures()) {
                if (!ids.contains(id)) {
                    findings.add(
                            "claims[" + i + "]",
                            "the model does not measure '" + id + "'" + Spelling.maybe(id, ids),
                            String.join(", ", ids));
                }
            }
            if (claim.isAboutTarget() && scenario.targets().isEmpty()) {
                findings.add(
                        "claims[" + i + "]",
                        "the claim is about a target, and the scenario has none",
                        "a scenario with targets, such as targets: [{" + measures.headlineId() + ": 1}]");
            }
            if (claim.isAboutPrice() && !hasPrices) {
                findings.add(
                        "claims[" + i + "]",
                        "the claim is about dollars, and no link of the network has a price",
                        "a network with prices, such as dollarsPerGigabyte: 0.02 on a link");
            }
            if (claim.isAboutClients() && !hasClients) {
                findings.add(
                        "claims[" + i + "]",
                        "the claim is about single clients, and none is evaluated on data like its own",
                        "a scenario whose data are a dataset");
            }
        }
    }

    private static @Nullable String wrong(Measures measures, String id, double value) {
        if (measures.list().stream().noneMatch(measure -> measure.id().equals(id))) {
            return "the model does not measure '" + id + "'"
                    + Spelling.maybe(
                            id, measures.list().stream().map(MeasureInfo::id).toList());
        }
        MeasureInfo measure = measures.get(id);
        double taken = measure.exponentialOf() == null ? value : Math.log(value);
        boolean within = Double.isFinite(taken) && taken > 0 && (!measure.inShares() || value <= 1);
        return within ? null : id + " (" + value + ") is out of range";
    }

    private static String allowed(Measures measures, String id) {
        for (MeasureInfo measure : measures.list()) {
            if (measure.id().equals(id) && !measure.ofRounds()) {
                return measure.inShares()
                        ? "a share of one, above 0 and at most 1"
                        : measure.exponentialOf() == null ? "a number above 0" : "a number above 1";
            }
        }
        return String.join(
                ", ",
                measures.list().stream()
                        .filter(measure -> !measure.ofRounds())
                        .map(MeasureInfo::id)
                        .toList());
    }

    /**
     * The values that are kept: those of the model that do not follow from others, and those of the round that ended.
     *
     * @param measured null where no model was evaluated
     */
    public static Map<String, Double> values(@Nullable MeasuredModel measured, RoundFigures.Told told) {
        Map<String, Double> values = new LinkedHashMap<>();
        if (measured != null) {
            for (MeasuredModel.Value value : measured.values()) {
                if (value.measure().exponentialOf() == null) {
                    values.put(value.measure().id(), value.value());
                }
            }
        }
        values.putAll(told.ofRound());
        return values;
    }

    /** What a method told in an evaluation, by the ids of its figures. */
    public static RoundFigures.Told told(UnitProgress.Evaluation evaluation, Set<String> figures) {
        Map<Integer, Map<String, Double>> ofClients = new TreeMap<>();
        for (ClientValues client : evaluation.clients()) {
            Map<String, Double> ofClient = Maps.filterKeys(client.values(), figures::contains);
            if (!ofClient.isEmpty()) {
                ofClients.put(Integer.valueOf(client.client()), ofClient);
            }
        }
        return new RoundFigures.Told(Maps.filterKeys(evaluation.values(), figures::contains), ofClients);
    }

    /** The same of the mean over the workers; empty where they are equal. */
    public static Map<String, Double> virtualValues(MeasuredModel measured) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (MeasuredModel.Value value : measured.values()) {
            if (value.measure().exponentialOf() == null && value.virtual() != null) {
                values.put(value.measure().id(), value.virtual());
            }
        }
        return values;
    }

    /**
     * The same on the data of each client, and of it in the round: a client without data of its own held out weighs nothing.
     *
     * @param measured null where no model was evaluated
     */
    public static List<ClientValues> clients(@Nullable MeasuredModel measured, RoundFigures.Told told) {
        Map<Integer, Map<String, Double>> values = new TreeMap<>();
        Map<Integer, Double> weights = new LinkedHashMap<>();
        for (MeasuredModel.Value value : measured == null ? List.<MeasuredModel.Value>of() : measured.values()) {
            if (value.measure().exponentialOf() == null) {
                for (MeasuredModel.ClientValue client : value.clients()) {
                    values.computeIfAbsent(client.worker(), worker -> new LinkedHashMap<>())
                            .put(value.measure().id(), client.value());
                    weights.putIfAbsent(client.worker(), client.weight());
                }
            }
        }
        told.ofClients().forEach((client, ofRound) -> values.computeIfAbsent(client, each -> new LinkedHashMap<>())
                .putAll(ofRound));
        List<ClientValues> clients = new ArrayList<>();
        values.forEach((worker, taken) ->
                clients.add(new ClientValues(Integer.toString(worker), weights.getOrDefault(worker, 0.0), taken)));
        return clients;
    }
}
