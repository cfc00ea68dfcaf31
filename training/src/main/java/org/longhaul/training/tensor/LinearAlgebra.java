package org.longhaul.training.tensor;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.global.torch;

/** Factorizations of matrices. Nothing here is differentiable; the same matrix gives the same bits on one machine. */
public final class LinearAlgebra {
    private LinearAlgebra() {}

    /**
     * The left singular vectors of the largest singular values as columns, in double precision inside. Each has the sign that
     * makes its entry of largest magnitude positive. Of a matrix that holds NaN or infinities: the first unit vectors.
     *
     * @param matrix [p, q]
     * @param count number of vectors, at most the smaller of p and q
     * @return [p, count]
     */
    public static Tensor leftSingularVectors(Tensor matrix, long count) {
        if (!Double.isFinite(matrix.norm())) {
            return unitVectors(matrix, count);
        }
        return Tensor.call(
                "singular vectors",
                () -> {
                    org.bytedeco.pytorch.Tensor all = torch.linalg_svd(
                                    matrix.to(DType.FLOAT64).handle(), false, new StringViewOptional())
                            .get0();
                    org.bytedeco.pytorch.Tensor leading = all.narrow(1, 0, count);
                    org.bytedeco.pytorch.Tensor places = leading.abs().argmax(new LongOptional(0), true);
                    org.bytedeco.pytorch.Tensor signs =
                            leading.gather(0, places).sign();
                    return leading.mul(signs).to(matrix.dtype().scalarType()).contiguous();
                },
                matrix);
    }

    /** The first columns of the unit matrix. */
    public static Tensor unitVectors(Tensor matrix, long count) {
        return Tensor.call(
                "unit vectors",
                () -> torch.eye(matrix.size(0), count, matrix.device().options(matrix.dtype())),
                matrix);
    }

    /** Singular values, from the largest, in double precision. */
    public static Tensor singularValues(Tensor matrix) {
        return Tensor.call(
                "singular values",
                () -> torch.linalg_svdvals(matrix.to(DType.FLOAT64).handle(), new StringViewOptional()),
                matrix);
    }

    /**
     * Orthonormal columns of which the first k span what the first k columns of the matrix do, in double precision inside: what
     * the method of Gram and Schmidt gives.
     *
     * @param matrix [p, r], r at most p
     */
    public static Tensor orthonormal(Tensor matrix) {
        return Tensor.call(
                "orthonormal columns",
                () -> {
                    org.bytedeco.pytorch.T_TensorTensor_T factors =
                            torch.linalg_qr(matrix.to(DType.FLOAT64).handle());
                    org.bytedeco.pytorch.Tensor diagonal = factors.get1().diagonal();
                    // sign(0) would lose a column.
                    org.bytedeco.pytorch.Tensor signs =
                            diagonal.ge(new org.bytedeco.pytorch.Scalar(0.0)).mul(new org.bytedeco.pytorch.Scalar(2.0));
                    return factors.get0()
                            .mul(signs.sub(new org.bytedeco.pytorch.Scalar(1.0)))
                            .to(matrix.dtype().scalarType());
                },
                matrix);
    }

    /**
     * The solution X of A X = B, in double precision inside.
     *
     * @param matrix A, [p, p], of full rank
     * @param right B, [p, q]
     * @return [p, q]
     */
    public static Tensor solve(Tensor matrix, Tensor right) {
        return Tensor.call(
                "solution of linear equations",
                () -> torch.linalg_solve(
                                matrix.to(DType.FLOAT64).handle(),
                                right.to(DType.FLOAT64).handle())
                        .to(right.dtype().scalarType()),
                matrix,
                right);
    }
}
