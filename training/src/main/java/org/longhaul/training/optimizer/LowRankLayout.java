package org.longhaul.training.optimizer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.training.model.GroupFlops;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.LinearAlgebra;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * Where the parts of low-rank states lie. Hidden matrices are projected from their shorter side, that is, a matrix with at
 * least as many rows as columns is transposed; everything else is kept as it is.
 *
 * <p>A projected matrix is [p, q] here, p at most q, its rank r at most p, its basis [p, r], its moments [r, q].
 */
final class LowRankLayout {
    private final Layout parameters;
    private final Layout moments;
    private final Layout bases;
    private final Layout errors;

    /** Index among the projected ones, by parameter; -1 for those that are not projected. */
    private final int[] projected;

    /**
     * Of so many dimensions.
     *
     * @param fullRank endings of the names of hidden matrices that are not projected
     */
    LowRankLayout(Layout parameters, long rank, List<String> fullRank) {
        this.parameters = parameters;
        List<ParameterSpec> ofMoments = new ArrayList<>();
        List<ParameterSpec> ofBases = new ArrayList<>();
        List<ParameterSpec> ofErrors = new ArrayList<>();
        projected = new int[parameters.specs().size()];
        for (int i = 0; i < projected.length; i++) {
            ParameterSpec spec = parameters.specs().get(i);
            boolean isProjected = spec.role() == ParameterSpec.Role.HIDDEN
                    && fullRank.stream().noneMatch(spec.name()::endsWith);
            projected[i] = isProjected ? ofErrors.size() : -1;
            if (projected[i] < 0) {
                ofMoments.add(spec);
                continue;
            }
            long shorter = Math.min(spec.rows(), spec.columns());
            long kept = Math.min(rank, shorter);
            ofMoments.add(like(spec, kept, Math.max(spec.rows(), spec.columns())));
            ofBases.add(like(spec, shorter, kept));
            ofErrors.add(spec);
        }
        moments = new Layout(ofMoments);
        bases = new Layout(ofBases);
        errors = new Layout(ofErrors);
    }

    private static ParameterSpec like(ParameterSpec spec, long rows, long columns) {
        return new ParameterSpec(spec.name(), List.of(rows, columns), spec.group(), spec.init(), spec.role());
    }

    /** Of each moment. */
    Layout moments() {
        return moments;
    }

    /** Of the bases; has no element if nothing is projected. */
    Layout bases() {
        return bases;
    }

    /** Of what was dropped; has no element if nothing is projected. */
    Layout errors() {
        return errors;
    }

    ParameterSpec.Multipliers multipliers(int parameter) {
        return parameters.specs().get(parameter).multipliers();
    }

    int count() {
        return projected.length;
    }

    boolean isProjected(int parameter) {
        return projected[parameter] >= 0;
    }

    /** A parameter, or its gradient: [p, q] if it is projected. */
    Tensor parameter(Tensor flat, int parameter) {
        Tensor own = parameters.slice(flat, parameter);
        return isProjected(parameter) ? upright(own, parameters.specs().get(parameter)) : own;
    }

    /** Its part of a moment: [r, q] if it is projected. */
    Tensor moment(Tensor flat, int parameter) {
        return moments.slice(flat, parameter);
    }

    /** The basis of a projected one, [p, r]. */
    Tensor basis(Tensor flat, int parameter) {
        return bases.slice(flat, projected[parameter]);
    }

    /** What was dropped of a projected one, [p, q]. */
    Tensor error(Tensor flat, int parameter) {
        int index = projected[parameter];
        return upright(errors.slice(flat, index), errors.specs().get(index));
    }

    private static Tensor upright(Tensor own, ParameterSpec spec) {
        Tensor matrix = own.view(spec.rows(), spec.columns());
        return spec.rows() >= spec.columns() ? matrix.transpose(0, 1) : matrix;
    }

    private long rank(int parameter) {
        return bases.specs().get(projected[parameter]).columns();
    }

    /** Operations of {@link #basesOf}: 4 p^2 q + 8 p^3 a matrix (Golub and Van Loan, "Matrix Computations", for one side). */
    List<GroupFlops> singularFlops() {
        return flops((p, q, r) -> 4 * p * p * q + 8 * p * p * p);
    }

    /** Operations of {@link #iterated}: two products and an orthogonalization. */
    List<GroupFlops> iterationFlops() {
        return flops((p, q, r) -> 4 * p * q * r + 2 * p * r * r);
    }

    private interface MatrixFlops {
        double of(double p, double q, double r);
    }

    private List<GroupFlops> flops(MatrixFlops each) {
        Map<String, Double> sums = new LinkedHashMap<>();
        for (int i = 0; i < count(); i++) {
            if (isProjected(i)) {
                ParameterSpec spec = parameters.specs().get(i);
                double shorter = Math.min(spec.rows(), spec.columns());
                double longer = Math.max(spec.rows(), spec.columns());
                sums.merge(spec.group(), each.of(shorter, longer, (double) rank(i)), Double::sum);
            }
        }
        List<GroupFlops> flops = new ArrayList<>();
        sums.forEach((group, sum) -> flops.add(new GroupFlops(group, sum)));
        return flops;
    }

    /** Bases of the leading singular vectors of a direction. */
    Tensor basesOf(Tensor direction) {
        Tensor flat = Tensors.zeros(direction.device(), direction.dtype(), bases.elements());
        for (int i = 0; i < count(); i++) {
            if (isProjected(i)) {
                basis(flat, i).copyInPlace(LinearAlgebra.leftSingularVectors(parameter(direction, i), rank(i)));
            }
        }
        return flat;
    }

    /** Bases that take the first coordinates of each. */
    Tensor firstCoordinates(Tensor like) {
        Tensor flat = Tensors.zeros(like.device(), like.dtype(), bases.elements());
        for (int i = 0; i < count(); i++) {
            if (isProjected(i)) {
                Tensor basis = basis(flat, i);
                basis.copyInPlace(LinearAlgebra.unitVectors(basis, rank(i)));
            }
        }
        return flat;
    }

    /** The bases after one power iteration on a direction. */
    Tensor iterated(Tensor bases, Tensor direction) {
        Tensor flat = Tensors.zeros(direction.device(), direction.dtype(), this.bases.elements());
        for (int i = 0; i < count(); i++) {
            if (isProjected(i)) {
                Tensor matrix = parameter(direction, i);
                Tensor image = matrix.matmul(matrix.transpose(0, 1).matmul(basis(bases, i)));
                basis(flat, i).copyInPlace(LinearAlgebra.orthonormal(image));
            }
        }
        return flat;
    }
}
