package org.longhaul.training.tensor;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The training loop as one would write it with the binding alone: libtorch's modules, clipping and AdamW. */
public final class LibtorchTrainer implements AutoCloseable {
    private final PointerScope lifetime = new PointerScope();
    private final LibtorchTransformer model;
    private final TensorVector parameters;
    private final AdamW optimizer;

    /** New weights of libtorch's own initialisation, scaled down to that of the model under test. */
    public LibtorchTrainer(LibtorchTransformer.Sizes sizes, double learningRate) {
        LibTorch.load();
        model = new LibtorchTransformer(sizes, false);
        parameters = new TensorVector(model.parameters().toArray(new Tensor[0]));
        Autograd.withoutGradients(() -> model.parameters().forEach(p -> {
            if (p.dim() == 2) {
                p.normal_(0, 0.02, new org.bytedeco.pytorch.GeneratorOptional());
            }
        }));
        AdamWOptions options = new AdamWOptions(learningRate);
        options.weight_decay().put(0);
        optimizer = new AdamW(parameters, options);
    }

    /** One step on int64 tokens [rows, columns]; returns the loss. */
    public double step(long[] tokens, long rows, long columns) {
        try (PointerScope scope = new PointerScope()) {
            optimizer.zero_grad();
            Tensor batch = torch.empty(
                    new long[] {rows, columns}, new TensorOptions(torch.ScalarType.Long), new MemoryFormatOptional());
            new LongPointer(batch.data_ptr()).put(tokens);
            Tensor loss = model.loss(batch);
            loss.backward();
            torch.clip_grad_norm_(parameters, 1.0);
            optimizer.step();
            return loss.item_double();
        }
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
