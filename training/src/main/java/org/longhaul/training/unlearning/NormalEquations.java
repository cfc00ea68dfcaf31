package org.longhaul.training.unlearning;

import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.LinearAlgebra;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * The least-squares fit of a down-projection in closed form, as the change of the matrix:
 *
 * <pre>
 *   dW' = (H'H + lambda I)^-1 H'(A - H W')
 * </pre>
 *
 * <p>of inputs H [rows, F] and wanted outputs A [rows, C]. Both products are sums over rows, so those of several sites add up to those
 * of all rows, whoever has them.
 *
 * <p>Source: LUNAR, arXiv 2502.07218, equation 9 as a port of it quotes it; the ridge of 1e-3 is the port's. <b>Differs from the
 * source:</b> solved for the change, which rounds less, and keeps the matrix where no row says anything.
 *
 * @param gram H'H, float64 [F, F]
 * @param moment H'(A - H W'), float64 [F, C]
 */
public record NormalEquations(Tensor gram, Tensor moment) {
    /** Those of some rows. */
    public static NormalEquations of(RegressionSet set) {
        Tensor transposed = set.inputs().transpose(0, 1);
        return new NormalEquations(transposed.matmul(set.inputs()), transposed.matmul(set.shifts()));
    }

    /**
     * The change of the matrix.
     *
     * @param ridge lambda, above 0
     * @return float64 [C, F]
     */
    public Tensor change(double ridge) {
        Tensor unit = LinearAlgebra.unitVectors(gram, gram.size(0));
        return LinearAlgebra.solve(gram.add(unit.mul(ridge)), moment)
                .transpose(0, 1)
                .contiguous();
    }

    /** No rows. */
    public static NormalEquations none(Tensor like, long inner, long width) {
        return new NormalEquations(
                Tensors.zeros(like.device(), DType.FLOAT64, inner, inner),
                Tensors.zeros(like.device(), DType.FLOAT64, inner, width));
    }

    /** Floating-point operations of both products over so many rows. */
    public static double flops(long rows, long inner, long width) {
        return 2.0 * rows * inner * (inner + width);
    }

    /** Floating-point operations of the solution: a factorization and two triangular solutions for each column. */
    public static double solvingFlops(long inner, long width) {
        return 2.0 * inner * inner * inner / 3 + 2.0 * inner * inner * width;
    }
}
