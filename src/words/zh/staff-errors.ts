import type { ErrorCode } from '../../evidence/errors.ts';
import type { ErrorWords } from '../words.ts';

/** About people, signing in and approvals. */
export const staffErrors = {
  'staff-unknown': {
    message: '没有该账号[：{about}]',
    hint: '执行 sealdock staff list 查看全部账号。',
  },
  'staff-known': {
    message: '该账号或执法证号已登记[：{about}]',
    hint: '每人仅有一个账号，长期保留。请更改原账号，或换用其他账号名。',
  },
  'staff-invalid': {
    message: '人员信息有误，无法登记[：{about}]',
    hint: '请按所列内容改正，尚未作任何改动。',
  },
  'password-weak': {
    message: '该口令不符合要求[：{about}]',
    hint: '至少 10 个字符，含大写字母、小写字母、数字、其他字符中的三类，且不得含有账号名。',
  },
  'approval-unknown': {
    message: '没有该审批事项[：{about}]',
    hint: '执行 sealdock approval list 查看待审批事项。',
  },
  'not-signed-in': {
    message: '须先登录才能办理[：{about}]',
    hint: '请执行 sealdock login <账号> 登录；尚无账号时，执行 sealdock staff first 建立首个账号。',
  },
  'session-expired': {
    message: '登录已失效[：{about}]',
    hint: '请执行 sealdock login <账号> 重新登录。',
  },
  'sign-in-refused': {
    message: '账号或口令不正确，或账号未启用[：{about}]',
    hint: '请仔细核对后重试，连续 5 次失败将锁定 15 分钟。忘记口令的，请安全管理员重新设置。',
  },
  'account-locked': {
    message: '登录失败次数过多，账号暂时锁定[：{about}]',
    hint: '请 15 分钟后再试；如非本人操作，请告知安全管理员和审计管理员。',
  },
  'password-expired': {
    message: '该口令仅可用于设置新口令[：{about}]',
    hint: '请执行 sealdock staff password <账号> 设置本人的新口令。',
  },
  'role-missing': {
    message: '办理人没有所需角色[：{about}]',
    hint: '请由具有所列角色的人员办理；角色由安全管理员授予。',
  },
  'roles-incompatible': {
    message: '同一账号不得兼任这些角色[：{about}]',
    hint: '系统管理员、安全管理员、审计管理员须由不同人员分别担任。',
  },
  'staff-present': {
    message: '已有账号[：{about}]',
    hint: '首个账号只能建立一次；此后由安全管理员执行 sealdock staff add 添加人员。',
  },
  'own-account': {
    message: '本人不得更改自己账号的此项内容[：{about}]',
    hint: '请由另一名安全管理员办理。',
  },
  'last-security-admin': {
    message: '此后将无人可以管理账号[：{about}]',
    hint: '请先将 security-admin（安全管理员）角色授予另一名在用、在编且未设截止日期的人员。',
  },
  'own-request': {
    message: '本人不得审批自己提出的事项[：{about}]',
    hint: '请由具有该环节角色的其他人员审批。',
  },
  'same-person': {
    message: '该人员已办理过本事项的其他环节[：{about}]',
    hint: '各环节须由不同人员办理，兼任多个角色的也不例外。',
  },
  'not-in-post': {
    message: '该人员已停用或不在编在岗[：{about}]',
    hint: '请由其他人员审批，或由安全管理员更正起止日期。',
  },
  'already-decided': {
    message: '该环节已办理，或该事项已办结[：{about}]',
    hint: '执行 sealdock approval show <编号> 查看办理情况。',
  },
  'content-changed': {
    message: '所看内容与审批事项的内容不一致[：{about}]',
    hint: '请执行 sealdock approval show <编号> 重新查看，并使用其中显示的摘要值办理；如无人作过改动，请执行 sealdock inspect 检查。',
  },
  'not-approved': {
    message: '该事项尚未批准[：{about}]',
    hint: '执行 sealdock approval show <编号> 查看待谁审批。',
  },
} as const satisfies Partial<Record<ErrorCode, ErrorWords>>;
