//! The numbers of the variants of an enum, as serde_repr writes them.

use syn::{Data, DeriveInput, Error, Expr, ExprLit, ExprUnary, Lit, UnOp};

/// The largest integer that JavaScript holds exactly: `Number.MAX_SAFE_INTEGER`, 2⁵³ − 1.
const LARGEST: i64 = 9_007_199_254_740_991;

/// The numbers of the variants of an enum, in declaration order; empty for any other item. A
/// variant without a number has the previous one plus 1, the first has 0.
///
/// ```
/// let item = syn::parse_quote! {
///     enum Level { Low = 3, High }
/// };
/// assert_eq!(mizan_syntax::discriminants(&item).unwrap(), [3, 4]);
/// ```
///
/// # Errors
///
/// A discriminant that is not an integer literal, or that JavaScript cannot hold exactly; the error
/// is at its expression.
pub fn discriminants(item: &DeriveInput) -> syn::Result<Vec<i64>> {
    let Data::Enum(data) = &item.data else { return Ok(Vec::new()) };
    let mut numbers: Vec<i64> = Vec::new();
    for variant in &data.variants {
        numbers.push(match &variant.discriminant {
            Some((_, number)) => read_number(number)?,
            None => numbers.last().map_or(0, |last| last + 1),
        });
    }
    Ok(numbers)
}

fn read_number(expression: &Expr) -> syn::Result<i64> {
    let number = match expression {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => Some(-read_number(expr)?),
        Expr::Group(group) => Some(read_number(&group.expr)?),
        Expr::Paren(paren) => Some(read_number(&paren.expr)?),
        _ => {
            let message = "serde_repr writes this number, which only the compiler can compute\n\
                           write it as a literal";
            return Err(Error::new_spanned(expression, message));
        }
    };
    let message = "serde_repr writes this number, and JavaScript holds none as large exactly\n\
                   take a smaller one, or derive `serde::Serialize` instead, which writes the \
                   name";
    number
        .filter(|number: &i64| number.abs() <= LARGEST)
        .ok_or_else(|| Error::new_spanned(expression, message))
}
