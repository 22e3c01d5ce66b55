//! The lengths of arrays, and the constants that they are computed from.

use mizan_syntax::text_of_length;
use syn::{BinOp, Block, Expr, ExprLit, Lit, Stmt};

use super::mentions::read_path;
use crate::scan::outline::{Calculation, Length, Operator};

pub(super) fn read_length(length: &Expr) -> Length {
    match length {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. })
            if let Ok(number) = number.base10_parse() =>
        {
            Length::Number(number)
        }
        _ => Length::Computed(text_of_length(length), read_calculation(length)),
    }
}

pub(super) fn read_calculation(expression: &Expr) -> Calculation {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => {
            number.base10_parse().map_or(Calculation::Unknown, Calculation::Number)
        }
        Expr::Path(path) if path.qself.is_none() => Calculation::Named(read_path(&path.path)),
        Expr::Paren(paren) => read_calculation(&paren.expr),
        Expr::Group(group) => read_calculation(&group.expr),
        Expr::Cast(cast) if is_wide(&cast.ty) => read_calculation(&cast.expr),
        Expr::Block(block) if block.label.is_none() && block.attrs.is_empty() => {
            read_block(&block.block)
        }
        Expr::Binary(binary) => {
            let operands = [&binary.left, &binary.right].map(|operand| read_calculation(operand));
            match find_operator(&binary.op) {
                Some(operator) if !operands.contains(&Calculation::Unknown) => {
                    Calculation::Operation(operator, operands.into())
                }
                _ => Calculation::Unknown,
            }
        }
        _ => Calculation::Unknown,
    }
}

fn read_block(block: &Block) -> Calculation {
    match block.stmts.as_slice() {
        [Stmt::Expr(expression, None)] => read_calculation(expression),
        _ => Calculation::Unknown,
    }
}

/// True for a type into which each length fits.
fn is_wide(ty: &syn::Type) -> bool {
    let syn::Type::Path(path) = ty else { return false };
    ["usize", "u64", "u128"].iter().any(|name| path.path.is_ident(name))
}

fn find_operator(operator: &BinOp) -> Option<Operator> {
    Some(match operator {
        BinOp::Add(_) => Operator::Add,
        BinOp::Sub(_) => Operator::Subtract,
        BinOp::Mul(_) => Operator::Multiply,
        BinOp::Div(_) => Operator::Divide,
        BinOp::Rem(_) => Operator::Remainder,
        BinOp::Shl(_) => Operator::ShiftLeft,
        _ => return None,
    })
}
