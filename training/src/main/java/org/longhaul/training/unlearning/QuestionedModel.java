package org.longhaul.training.unlearning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.ScoringModel;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.QuestionPool.FactQuestion;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.InputFilter;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * A transformer that is asked questions: what its blocks compute of them, and what it answers, each next token the one of the highest
 * score.
 *
 * <p>Shapes: N questions of T tokens, C width, F width within the feed-forward layer. Thread-safety: immutable.
 */
public final class QuestionedModel {
    private static final String DOWN_PROJECTION = ".feed-forward.w2";
    private static final int MOST_AT_ONCE = 512;

    private final ScoringModel model;
    private final QuestionPool format;
    private final int[] downProjections;

    /**
     * A model and how it is asked.
     *
     * @param format tells how questions and answers are written
     * @throws IllegalArgumentException if the model is none of blocks one after the other, each with a feed-forward layer
     */
    public QuestionedModel(ScoringModel model, QuestionPool format) {
        this.model = model;
        this.format = format;
        downProjections = downProjections(model.parameters());
        requireBlocks();
    }

    /** Places of the matrices that write from each block's feed-forward layer to the residual stream, by block; empty if there are none. */
    public static int[] downProjections(List<ParameterSpec> parameters) {
        return IntStream.range(0, parameters.size())
                .filter(i -> parameters.get(i).name().endsWith(DOWN_PROJECTION))
                .toArray();
    }

    private void requireBlocks() {
        TensorScope.run(() -> {
            Tensor[] none = model.parameters().stream()
                    .map(spec -> Tensors.zeros(Device.CPU, spec.dimensions()))
                    .toArray(Tensor[]::new);
            int stages = model.stages(none, Tensors.of(Device.CPU, new long[1], 1, 1))
                    .size();
            if (downProjections.length == 0 || stages != downProjections.length + 2) {
                throw new IllegalArgumentException(
                        "unlearning by redirection needs a transformer of blocks that follow one"
                                + " another, each with a feed-forward layer; this model has " + stages + " stages and "
                                + downProjections.length + " such layers.");
            }
        });
    }

    /** Number of blocks. */
    public int blocks() {
        return downProjections.length;
    }

    /** Place of a block's down-projection [C, F] among the parameters. */
    public int downProjection(int block) {
        return downProjections[block];
    }

    /**
     * Sums over questions of what leaves each block at the last position.
     *
     * @param parameters in their shapes
     * @return float64 [blocks, C], kept: the caller closes it
     */
    public Tensor leaving(Tensor[] parameters, List<FactQuestion> questions) {
        return recordingNothing(() -> {
            Tensor sums = null;
            for (List<FactQuestion> some : parts(questions)) {
                Tensor x = tokens(some, 0, parameters[0].device());
                List<UnaryOperator<Tensor>> stages = model.stages(parameters, x);
                List<Tensor> ofBlocks = new ArrayList<>();
                for (int stage = 0; stage <= blocks(); stage++) {
                    x = stages.get(stage).apply(x);
                    if (stage > 0) {
                        ofBlocks.add(x.select(1, format.promptTokens() - 1L)
                                .to(DType.FLOAT64)
                                .sum(0, false));
                    }
                }
                Tensor next = Tensors.stack(ofBlocks, 0);
                sums = sums == null ? next : sums.add(next);
            }
            if (sums == null) {
                throw new IllegalArgumentException("questions must be some, there are none.");
            }
            return sums;
        });
    }

    /**
     * Inputs of a block's down-projection, a row for each question and position; they live as long as the present tensor scope.
     *
     * @return float64 [rows, F]
     */
    Tensor inputs(Tensor[] parameters, int block, List<FactQuestion> questions, Positions positions) {
        int first = positions.first(format.promptTokens());
        return Tensors.cat(inputs(parameters, block, questions, 0, first), 0);
    }

    /**
     * The same at the positions of the answers that this model gives: a row for each token of an answer, after which it goes on.
     *
     * @return float64 [rows, F], of no rows where every answer is empty
     */
    Tensor answerInputs(Tensor[] parameters, int block, List<FactQuestion> questions) {
        List<List<Integer>> answers = answers(parameters, questions, List.of());
        Map<Integer, List<FactQuestion>> byLength = new TreeMap<>();
        for (int i = 0; i < questions.size(); i++) {
            FactQuestion answered = new FactQuestion(questions.get(i).prompt(), answers.get(i));
            byLength.computeIfAbsent(answers.get(i).size(), length -> new ArrayList<>())
                    .add(answered);
        }
        Tensor matrix = parameters[downProjection(block)];
        List<Tensor> inputs = new ArrayList<>();
        inputs.add(Tensors.zeros(matrix.device(), DType.FLOAT64, 0, matrix.size(1)));
        byLength.forEach((length, answered) -> {
            if (length > 0) {
                inputs.addAll(inputs(parameters, block, answered, length, format.promptTokens()));
            }
        });
        return Tensors.cat(inputs, 0);
    }

    /** Inputs from a position on, of questions with so many tokens of their answers. */
    private List<Tensor> inputs(Tensor[] parameters, int block, List<FactQuestion> questions, int given, int first) {
        List<Tensor> inputs = new ArrayList<>();
        Autograd.withoutGradients(() -> {
            for (List<FactQuestion> some : parts(questions)) {
                Tap tap = new Tap();
                Tensor[] tapped = parameters.clone();
                tapped[downProjection(block)] = parameters[downProjection(block)].seeing(tap);
                Tensor x = tokens(some, given, parameters[0].device());
                List<UnaryOperator<Tensor>> stages = model.stages(tapped, x);
                for (int stage = 0; stage <= block + 1; stage++) {
                    x = stages.get(stage).apply(x);
                }
                inputs.add(from(first, tap.input));
            }
        });
        return inputs;
    }

    private static Tensor from(int first, @Nullable Tensor all) {
        if (all == null) {
            throw new IllegalStateException("the block did not use its down-projection.");
        }
        return all.narrow(1, first, all.size(1) - first)
                .reshape(-1, all.size(2))
                .to(DType.FLOAT64);
    }

    /** Sees what goes into a matrix. */
    private static final class Tap implements InputFilter {
        private @Nullable Tensor input;

        @Override
        public @Nullable Tensor seen(Tensor x, Tensor weight) {
            return null;
        }

        @Override
        public Tensor product(Tensor x, Tensor weight, BinaryOperator<Tensor> whole, BinaryOperator<Tensor> products) {
            input = x;
            return whole.apply(x, weight.seeing(null));
        }
    }

    /** What the model answers, without the token that ends it. */
    public List<List<Integer>> answers(Tensor[] parameters, List<FactQuestion> questions, List<Steering> steering) {
        return answers(parameters, questions, 0, steering);
    }

    /**
     * How an answer goes on whose beginning is given.
     *
     * @param given first tokens of the right answer that follow the question
     */
    List<List<Integer>> answers(Tensor[] parameters, List<FactQuestion> questions, int given, List<Steering> steering) {
        List<List<Integer>> answers = new ArrayList<>();
        for (List<FactQuestion> some : parts(questions)) {
            TensorScope.run(
                    () -> Autograd.withoutGradients(() -> answers.addAll(answered(parameters, some, given, steering))));
        }
        return answers;
    }

    private List<List<Integer>> answered(
            Tensor[] parameters, List<FactQuestion> questions, int given, List<Steering> steering) {
        List<List<Integer>> answers = new ArrayList<>();
        questions.forEach(question -> answers.add(new ArrayList<>()));
        boolean[] isOver = new boolean[questions.size()];
        Tensor tokens = tokens(questions, given, parameters[0].device());
        for (int i = given; i < format.answerTokens(); i++) {
            Tensor next = next(parameters, tokens, steering);
            long[] said = next.toLongs();
            boolean isAnyLeft = false;
            for (int row = 0; row < said.length; row++) {
                isOver[row] |= said[row] == format.end();
                if (!isOver[row]) {
                    answers.get(row).add((int) said[row]);
                    isAnyLeft = true;
                }
            }
            if (!isAnyLeft) {
                break;
            }
            tokens = Tensors.cat(List.of(tokens, next.view(-1, 1)), 1);
        }
        return answers;
    }

    private Tensor next(Tensor[] parameters, Tensor tokens, List<Steering> steering) {
        List<UnaryOperator<Tensor>> stages = model.stages(parameters, tokens);
        Tensor x = tokens;
        for (int stage = 0; stage < stages.size(); stage++) {
            int block = stage - 1;
            if (steering.contains(new Steering.Skipped(block))) {
                continue;
            }
            x = stages.get(stage).apply(x);
            for (Steering each : steering) {
                if (each instanceof Steering.Shifted shifted && shifted.block() == block) {
                    x = x.add(shift(shifted, x));
                }
            }
        }
        return x.view(tokens.size(0), tokens.size(1), -1)
                .select(1, tokens.size(1) - 1)
                .argmax(1);
    }

    private Tensor shift(Steering.Shifted shifted, Tensor like) {
        Tensor shift = Tensors.zerosLike(like.narrow(0, 0, 1));
        int from = shifted.positions().first(format.promptTokens());
        shift.narrow(1, from, format.promptTokens() - from).copyInPlace(shifted.vector());
        return shift;
    }

    /** Tokens of so many questions that are passed over for their answers, each anew for every token of its answer. */
    public long answeringTokens(long questions) {
        long tokens = 0;
        for (int i = 0; i < format.answerTokens(); i++) {
            tokens += format.promptTokens() + i;
        }
        return questions * tokens;
    }

    private Tensor tokens(List<FactQuestion> questions, int given, Device device) {
        int length = format.promptTokens() + given;
        long[] ids = new long[questions.size() * length];
        int at = 0;
        for (FactQuestion question : questions) {
            for (int token : question.prompt()) {
                ids[at++] = token;
            }
            for (int token : question.answer().subList(0, given)) {
                ids[at++] = token;
            }
        }
        return Tensors.of(device, ids, questions.size(), length);
    }

    private static Tensor recordingNothing(Supplier<Tensor> body) {
        return TensorScope.compute(() -> {
            Tensor[] result = new Tensor[1];
            Autograd.withoutGradients(() -> result[0] = body.get());
            return result[0];
        });
    }

    private static List<List<FactQuestion>> parts(List<FactQuestion> questions) {
        List<List<FactQuestion>> parts = new ArrayList<>();
        for (int from = 0; from < questions.size(); from += MOST_AT_ONCE) {
            parts.add(questions.subList(from, Math.min(questions.size(), from + MOST_AT_ONCE)));
        }
        return parts;
    }
}
