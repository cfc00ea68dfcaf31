package org.longhaul.training.tensor;

import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Mixed precision: products of matrices, convolutions and attention in bfloat16, all else in the type of its operands. A mode
 * of the thread. Parameters, gradients and sums over a batch stay as they are.
 *
 * <p>Source: Micikevicius et al., "Mixed Precision Training", 2018, in the form of PyTorch's autocast.
 */
public final class Autocast {
    private Autocast() {}

    /** Whether it is on, on this thread. */
    static boolean isOn(Device device) {
        return torch.is_autocast_enabled(type(device));
    }

    private static DeviceType type(Device device) {
        return device == Device.CUDA ? DeviceType.CUDA : DeviceType.CPU;
    }

    /** Runs {@code body} in bfloat16 where that is safe; what it records for differentiation remembers the types. */
    public static Tensor bfloat16(Device device, Supplier<Tensor> body) {
        LibTorch.load();
        DeviceType type = type(device);
        boolean before = torch.is_autocast_enabled(type);
        ScalarType typeBefore = torch.get_autocast_dtype(type);
        boolean cachedBefore = torch.is_autocast_cache_enabled();
        torch.set_autocast_enabled(type, true);
        torch.set_autocast_dtype(type, ScalarType.BFloat16);
        // A cast that is kept from a pass without gradients would cut them off in a later one.
        torch.set_autocast_cache_enabled(false);
        try {
            return body.get();
        } finally {
            torch.set_autocast_cache_enabled(cachedBefore);
            torch.set_autocast_dtype(type, typeBefore);
            torch.set_autocast_enabled(type, before);
        }
    }
}
