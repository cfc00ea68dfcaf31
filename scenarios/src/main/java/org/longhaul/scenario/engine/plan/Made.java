package org.longhaul.scenario.engine.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.section.DataSection;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.TopologyBuilder;
import org.longhaul.training.data.Corpus;
import org.longhaul.training.data.CorpusFactory;
import org.longhaul.training.dataset.DatasetFactory;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.round.Round;
import org.longhaul.training.method.round.RoundPreset;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ModelFactory;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.Participation;
import org.longhaul.training.participation.ParticipationFactory;
import org.longhaul.training.participation.Population;
import org.longhaul.training.partition.Partitioner;
import org.longhaul.training.partition.PartitionerFactory;
import org.longhaul.training.schedule.Schedule;
import org.longhaul.training.schedule.ScheduleFactory;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.weighting.SampleWeighting;
import org.longhaul.training.weighting.SampleWeightingFactory;
import org.longhaul.training.weighting.WeightFigures;

/** Has factories make what a scenario selected; the settings were bound to each factory's own type. */
public final class Made {
    private Made() {}

    public static Topology topology(Selection<TopologyBuilder<?>> selection) {
        return topology(selection.factory(), selection.settings());
    }

    private static <S extends Record> Topology topology(TopologyBuilder<S> factory, Record settings) {
        return factory.create(factory.settingsType().cast(settings));
    }

    public static Model model(Selection<ModelFactory<?>> selection, ModelContext context) {
        return model(selection.factory(), selection.settings(), context);
    }

    /** The model that a plan trains. */
    public static Model model(TrainingPlan plan) {
        return model(plan.model(), context(plan.data(), plan.context(), plan.workers(), plan.seed()));
    }

    private static <S extends Record> Model model(ModelFactory<S> factory, Record settings, ModelContext context) {
        return factory.create(factory.settingsType().cast(settings), context);
    }

    public static Optimizer optimizer(Selection<OptimizerFactory<?>> selection) {
        return optimizer(selection.factory(), selection.settings());
    }

    private static <S extends Record> Optimizer optimizer(OptimizerFactory<S> factory, Record settings) {
        return factory.create(factory.settingsType().cast(settings));
    }

    static Corpus corpus(Selection<CorpusFactory<?>> selection) {
        return corpus(selection.factory(), selection.settings());
    }

    private static <S extends Record> Corpus corpus(CorpusFactory<S> factory, Record settings) {
        return factory.create(factory.settingsType().cast(settings));
    }

    /** Number of token values of a scenario's text: those of token ids, else the tokenizer's. */
    private static int vocabulary(DataSection data) {
        int ofIds = vocabulary(data.corpus().factory(), data.corpus().settings());
        return ofIds > 0 ? ofIds : data.tokenizer().vocabulary();
    }

    private static <S extends Record> int vocabulary(CorpusFactory<S> factory, Record settings) {
        return factory.vocabulary(factory.settingsType().cast(settings));
    }

    static Examples examples(Selection<DatasetFactory<?>> selection) {
        return examples(selection.factory(), selection.settings());
    }

    private static <S extends Record> Examples examples(DatasetFactory<S> factory, Record settings) {
        return factory.create(factory.settingsType().cast(settings));
    }

    /** What a model must know of a scenario's data. */
    public static ModelContext context(DataSection data, int context, int workers, long seed) {
        Selection<DatasetFactory<?>> dataset = data.dataset();
        return dataset == null
                ? new ModelContext(data.corpus().id(), new DataShape.Tokens(vocabulary(data), context), workers, seed)
                : new ModelContext(dataset.id(), shape(dataset.factory(), dataset.settings()), workers, seed);
    }

    private static <S extends Record> DataShape.Examples shape(DatasetFactory<S> factory, Record settings) {
        return factory.shape(factory.settingsType().cast(settings));
    }

    /** What a model chooses among: classes, or token values. */
    public static int outcomes(DataSection data) {
        Selection<DatasetFactory<?>> dataset = data.dataset();
        return dataset == null
                ? vocabulary(data)
                : shape(dataset.factory(), dataset.settings()).classes();
    }

    public static Partitioner partitioner(Selection<PartitionerFactory<?>> selection) {
        return partitioner(selection.factory(), selection.settings());
    }

    private static <S extends Record> Partitioner partitioner(PartitionerFactory<S> factory, Record settings) {
        return factory.create(factory.settingsType().cast(settings));
    }

    public static void requireFit(Selection<DistributedMethodFactory<?>> method, Optimizer optimizer, int workers) {
        requireFit(method.factory(), method.settings(), optimizer, workers);
    }

    private static <S extends Record> void requireFit(
            DistributedMethodFactory<S> factory, Record settings, Optimizer optimizer, int workers) {
        factory.requireFit(factory.settingsType().cast(settings), optimizer, workers);
    }

    public static void requireFit(Selection<DistributedMethodFactory<?>> method, Federation federation) {
        requireFit(method.factory(), method.settings(), federation);
    }

    private static <S extends Record> void requireFit(
            DistributedMethodFactory<S> factory, Record settings, Federation federation) {
        factory.requireFit(factory.settingsType().cast(settings), federation);
    }

    public static void requireFit(Selection<DistributedMethodFactory<?>> method, Model model) {
        requireFit(method.factory(), method.settings(), model);
    }

    private static <S extends Record> void requireFit(
            DistributedMethodFactory<S> factory, Record settings, Model model) {
        factory.requireFit(factory.settingsType().cast(settings), model);
    }

    public static void requireFit(
            Selection<DistributedMethodFactory<?>> method, @Nullable QuestionPool questions, int workers) {
        requireFit(method.factory(), method.settings(), questions, workers);
    }

    private static <S extends Record> void requireFit(
            DistributedMethodFactory<S> factory, Record settings, @Nullable QuestionPool questions, int workers) {
        factory.requireFit(factory.settingsType().cast(settings), questions, workers);
    }

    /** The figures that a method tells of its rounds. */
    public static List<RoundFigure> figures(Selection<DistributedMethodFactory<?>> method) {
        return figures(method.factory(), method.settings());
    }

    private static <S extends Record> List<RoundFigure> figures(DistributedMethodFactory<S> factory, Record settings) {
        return factory.figures(factory.settingsType().cast(settings));
    }

    /** Whether samples simply count the same. */
    public static boolean isPlain(Selection<SampleWeightingFactory<?>> weighting) {
        return isPlain(weighting.factory(), weighting.settings());
    }

    private static <S extends Record> boolean isPlain(SampleWeightingFactory<S> factory, Record settings) {
        return factory.isPlain(factory.settingsType().cast(settings));
    }

    /** The figures that are told of what samples count for. */
    static List<RoundFigure> figures(Selection<SampleWeightingFactory<?>> weighting, DataSection data) {
        return isPlain(weighting)
                ? List.of()
                : WeightFigures.told(
                        weighting.factory(),
                        weighting.settings(),
                        corpus(data.corpus()).domains());
    }

    /**
     * Checks what samples are to count for.
     *
     * @param isOpen whether workers come and go
     * @throws IllegalArgumentException if it does not go with the method, the model or the data
     */
    public static void requireFit(
            Selection<SampleWeightingFactory<?>> weighting,
            DistributedMethodFactory<?> method,
            Model model,
            boolean hasText,
            DataSection data,
            boolean isOpen) {
        requireFit(weighting.factory(), weighting.settings(), method, model, hasText, data, isOpen);
    }

    private static <S extends Record> void requireFit(
            SampleWeightingFactory<S> factory,
            Record stated,
            DistributedMethodFactory<?> method,
            Model model,
            boolean hasText,
            DataSection data,
            boolean isOpen) {
        S settings = factory.settingsType().cast(stated);
        method.requireFit(factory, settings, isOpen);
        if (!hasText || model.hiddenWidth() == 0) {
            throw new IllegalArgumentException("the weighting '" + factory.id()
                    + "' needs text, and a model with hidden states of its tokens, such as transformer or lstm.");
        }
        List<String> domains = corpus(data.corpus()).domains();
        for (String domain : factory.namedDomains(settings)) {
            if (!domains.contains(domain)) {
                throw new IllegalArgumentException("the weighting '" + factory.id() + "' names the domain '" + domain
                        + "', which the data do not have" + Spelling.maybe(domain, domains));
            }
        }
    }

    /**
     * Checks that there are the samples that a weighting needs.
     *
     * @throws IllegalArgumentException if there are too few
     */
    public static void requireSamples(
            Selection<SampleWeightingFactory<?>> weighting, RowPool rows, int hiddenWidth, long seed) {
        create(weighting.factory(), weighting.settings(), new SampleWeightingFactory.Samples(rows, hiddenWidth, seed));
    }

    private static <S extends Record> @Nullable SampleWeighting create(
            SampleWeightingFactory<S> factory, Record settings, SampleWeightingFactory.Samples samples) {
        return factory.create(factory.settingsType().cast(settings), samples);
    }

    /** Whether a few workers of a method show what many do. */
    public static boolean isSymmetric(Selection<DistributedMethodFactory<?>> method) {
        return isSymmetric(method.factory(), method.settings());
    }

    private static <S extends Record> boolean isSymmetric(DistributedMethodFactory<S> factory, Record settings) {
        return factory.isSymmetric(factory.settingsType().cast(settings));
    }

    /** The round that a method is, if it is one. */
    public static @Nullable Round round(Selection<DistributedMethodFactory<?>> method) {
        return method.factory() instanceof RoundPreset<?> preset ? round(preset, method.settings()) : null;
    }

    private static <S extends Record> Round round(RoundPreset<S> preset, Record settings) {
        return preset.round(preset.settingsType().cast(settings));
    }

    /** Why workers of a method cannot come and go, as the end of a sentence; null if they can. */
    public static @Nullable String refusesMembership(Selection<DistributedMethodFactory<?>> method) {
        return refusesMembership(method.factory(), method.settings());
    }

    private static <S extends Record> @Nullable String refusesMembership(
            DistributedMethodFactory<S> factory, Record settings) {
        return factory.refusesMembership(factory.settingsType().cast(settings));
    }

    /** Steps that a method takes for some local steps of each worker. */
    public static long steps(
            Selection<DistributedMethodFactory<?>> method,
            long localSteps,
            int workers,
            @Nullable Federation federation) {
        return steps(method.factory(), method.settings(), localSteps, workers, federation);
    }

    private static <S extends Record> long steps(
            DistributedMethodFactory<S> factory,
            Record settings,
            long localSteps,
            int workers,
            @Nullable Federation federation) {
        return factory.steps(factory.settingsType().cast(settings), localSteps, workers, federation);
    }

    /** Local steps of each worker, on average, in some steps of a method. */
    public static long localSteps(
            Selection<DistributedMethodFactory<?>> method, long steps, int workers, @Nullable Federation federation) {
        return localSteps(method.factory(), method.settings(), steps, workers, federation);
    }

    private static <S extends Record> long localSteps(
            DistributedMethodFactory<S> factory,
            Record settings,
            long steps,
            int workers,
            @Nullable Federation federation) {
        return factory.localSteps(factory.settingsType().cast(settings), steps, workers, federation);
    }

    /** Refuses a method that would end with the model that it began with. */
    public static void requireLength(
            Selection<DistributedMethodFactory<?>> method, long steps, int workers, @Nullable Federation federation) {
        requireLength(method.factory(), method.settings(), steps, workers, federation);
    }

    private static <S extends Record> void requireLength(
            DistributedMethodFactory<S> factory,
            Record settings,
            long steps,
            int workers,
            @Nullable Federation federation) {
        factory.requireLength(factory.settingsType().cast(settings), steps, workers, federation);
    }

    public static Participation participation(
            Selection<ParticipationFactory<?>> selection, Population clients, long seed) {
        return participation(selection.factory(), selection.settings(), clients, seed);
    }

    private static <S extends Record> Participation participation(
            ParticipationFactory<S> factory, Record settings, Population clients, long seed) {
        return factory.create(factory.settingsType().cast(settings), clients, seed);
    }

    /** What a participation looks at of the clients. */
    public static Population seen(Selection<ParticipationFactory<?>> selection, Population clients) {
        return seen(selection.factory(), selection.settings(), clients);
    }

    private static <S extends Record> Population seen(
            ParticipationFactory<S> factory, Record settings, Population clients) {
        return factory.seen(factory.settingsType().cast(settings), clients);
    }

    public static Schedule schedule(Selection<ScheduleFactory<?>> selection, long steps) {
        return schedule(selection.factory(), selection.settings(), steps);
    }

    private static <S extends Record> Schedule schedule(ScheduleFactory<S> factory, Record settings, long steps) {
        return factory.create(factory.settingsType().cast(settings), steps);
    }

    public static Collective collective(Selection<CollectiveFactory<?>> selection) {
        return collective(selection.factory(), selection.settings());
    }

    private static <S extends Record> Collective collective(CollectiveFactory<S> factory, Record settings) {
        return factory.create(factory.settingsType().cast(settings));
    }

    public static Network network(Selection<NetworkModel<?>> selection, NetworkContext context) {
        return network(selection.factory(), selection.settings(), context);
    }

    private static <S extends Record> Network network(
            NetworkModel<S> factory, Record settings, NetworkContext context) {
        return factory.create(factory.settingsType().cast(settings), context);
    }
}
