package org.longhaul.training.tensor;

import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/** Where tensors live and operators run. */
public enum Device {
    CPU(DeviceType.CPU),
    /** The first visible NVIDIA GPU; needs the natives of the {@code gpu} build profile. */
    CUDA(DeviceType.CUDA);

    private final DeviceType type;

    Device(DeviceType type) {
        this.type = type;
    }

    /**
     * The device named by the user.
     *
     * @param name {@code auto} (CUDA when it is usable, else the CPU), {@code cpu} or {@code cuda}
     * @throws IllegalArgumentException if the name is unknown or the device cannot be used here, with the reason
     */
    public static Device parse(String name) {
        return switch (name) {
            case "auto" -> LibTorch.cudaAvailable() ? CUDA : CPU;
            case "cpu" -> CPU;
            case "cuda" -> requireCuda();
            default ->
                throw new IllegalArgumentException(
                        "device \"" + name + "\" is unknown; allowed are auto, cpu and cuda");
        };
    }

    private static Device requireCuda() {
        if (LibTorch.cudaAvailable()) {
            return CUDA;
        }
        String version = LibTorch.cudaBuildVersion();
        if (version == null) {
            throw new IllegalArgumentException("device \"cuda\" is not in this build, whose natives are for the CPU"
                    + "\nMaybe build with -Pgpu.");
        }
        throw new IllegalArgumentException(
                LibTorch.cudaLoaded()
                        ? "device \"cuda\" has no usable GPU: none is visible, or its driver is older than CUDA "
                                + version + "\nMaybe look at nvidia-smi and CUDA_VISIBLE_DEVICES."
                        : "device \"cuda\" is built for CUDA " + version + ", whose libraries were not found"
                                + "\nMaybe put CUDA " + version + ", cuDNN 9 and NCCL 2 on the library path and start"
                                + " Java with -Dorg.bytedeco.javacpp.pathsFirst=true.");
    }

    org.bytedeco.pytorch.Device nativeDevice() {
        return new org.bytedeco.pytorch.Device(type, (byte) (this == CUDA ? 0 : -1));
    }

    TensorOptions options(DType type) {
        TensorOptions options = new TensorOptions(type.scalarType());
        return this == CPU ? options : options.device(new org.bytedeco.pytorch.DeviceOptional(nativeDevice()));
    }

    /** Waits until everything that was started on this device is done; for time measurements. */
    public void synchronize() {
        if (this == CUDA) {
            torch.cuda_synchronize();
        }
    }
}
