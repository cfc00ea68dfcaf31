package org.longhaul.training.agent;

import java.util.function.LongConsumer;

/** What stands in for language models: small agents that train in seconds. */
public enum StandIn {
    /** Classifiers that see some of the features each. */
    CLASSIFIERS {
        @Override
        public long steps() {
            ClassifierAgents.Settings usual = ClassifierAgents.Settings.usual(2, 1);
            return (long) usual.draftSteps() + usual.refineSteps();
        }

        @Override
        public int mostAgents() {
            return ClassifierAgents.MOST_AGENTS;
        }

        @Override
        public TrainedAgents train(int agents, double knowledge, long seed, LongConsumer stepped) {
            return ClassifierAgents.train(ClassifierAgents.Settings.usual(agents, knowledge), seed, stepped);
        }
    },
    /** Tiny transformers that know some of the sums each, and write them digit by digit. */
    SEQUENCES {
        @Override
        public long steps() {
            SequenceAgents.Settings usual = SequenceAgents.Settings.usual(2, 1);
            return (long) usual.draftSteps() + usual.refineSteps();
        }

        @Override
        public int mostAgents() {
            return SequenceAgents.MOST_AGENTS;
        }

        @Override
        public TrainedAgents train(int agents, double knowledge, long seed, LongConsumer stepped) {
            return SequenceAgents.train(SequenceAgents.Settings.usual(agents, knowledge), seed, stepped);
        }
    };

    /** Steps of their training. */
    public abstract long steps();

    /** Agents that can be trained at once. */
    public abstract int mostAgents();

    /**
     * Trains agents on a task that the seed draws.
     *
     * @param knowledge how strong they are: share of the features, or of the first summands, that each knows
     * @param stepped hears the number of steps done after each; may end the training by what it throws
     */
    public abstract TrainedAgents train(int agents, double knowledge, long seed, LongConsumer stepped);
}
